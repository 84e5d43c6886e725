package io.github.tfestimator.peers;

import io.github.tfestimator.cnn.data.DataSource;
import io.github.tfestimator.cnn.data.DataSource.Split;
import io.github.tfestimator.cnn.data.DataSplit;
import io.github.tfestimator.cnn.data.LabeledImages;
import io.github.tfestimator.cnn.data.MinMaxScaler;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** MNIST in the tutorial's split and scale, in a new order in each pass, which a seed chooses. */
final class RaceData {
  private final LabeledImages train;
  private final LabeledImages test;
  private final MinMaxScaler scaler;
  private final Random order;
  private final ShiftAugmentation augmentation;
  private final List<Integer> places;
  private int next;

  RaceData(DataSplit data, long seed) {
    train = data.train();
    test = data.test();
    scaler = MinMaxScaler.fit(train.images());
    order = new Random(seed);
    augmentation = new ShiftAugmentation(new Random(~seed));
    places = new ArrayList<>(IntStream.range(0, train.size()).boxed().toList());
    next = places.size();
  }

  /** Loads MNIST from its folder, or with the name {@code mnist} from the cache. */
  static RaceData load(String source, long seed) {
    return new RaceData(new DataSource(source, Split.TUTORIAL).load(), seed);
  }

  /** Returns a recipe's next batch. What is left of a pass and fills none is left out. */
  ImageBatch next(RaceRecipe recipe) {
    if (next + recipe.batch() > places.size()) {
      Collections.shuffle(places, order);
      next = 0;
    }
    int first = next;
    next += recipe.batch();
    int[] batch = IntStream.range(first, next).map(places::get).toArray();
    float[] images = scaled(train, batch);
    if (recipe.isShifted()) {
      augmentation.shift(images);
    }
    return labeled(train, batch, images);
  }

  /** Returns the test images in batches of 128. */
  List<ImageBatch> test() {
    List<ImageBatch> batches = new ArrayList<>();
    for (int first = 0; first < test.size(); first += Sizes.EVALUATION_BATCH) {
      int end = Math.min(first + Sizes.EVALUATION_BATCH, test.size());
      int[] batch = IntStream.range(first, end).toArray();
      batches.add(labeled(test, batch, scaled(test, batch)));
    }
    return batches;
  }

  private float[] scaled(LabeledImages from, int... batch) {
    float[] images = new float[batch.length * Sizes.WIDTH];
    for (int i = 0; i < batch.length; i++) {
      scaler.transform(from.images(), batch[i], images, i * Sizes.WIDTH);
    }
    return images;
  }

  private static ImageBatch labeled(LabeledImages from, int[] batch, float[] images) {
    return ImageBatch.of(images, IntStream.of(batch).map(i -> from.labels()[i]).toArray());
  }
}
