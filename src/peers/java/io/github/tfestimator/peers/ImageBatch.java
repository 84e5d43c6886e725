package io.github.tfestimator.peers;

import io.github.tfestimator.cnn.data.Digits;
import io.github.tfestimator.cnn.data.Examples;
import io.github.tfestimator.cnn.data.LabeledImages;
import io.github.tfestimator.cnn.data.MinMaxScaler;
import io.github.tfestimator.input.ArrayInput;
import io.github.tfestimator.input.JavaArrays;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.tensorflow.ndarray.Shape;

/**
 * Scaled images in either form that a framework may want, so that none has to rearrange them.
 *
 * @param all 784 numbers for each image, one image after the other
 * @param each the same, an array for each
 * @param labels the digits that they show
 */
record ImageBatch(float[] all, List<float[]> each, int[] labels) {
  private static final int DRAWN = 2_000;
  private static final long SEED = 42;

  /** The drawn digits, again and again, up to this many. */
  static LabeledImages digits(int count) {
    LabeledImages drawn = Digits.draw(Math.min(count, DRAWN), SEED);
    return drawn.select(IntStream.range(0, count).map(i -> i % DRAWN).toArray());
  }

  static Examples examples(int count) {
    return Examples.of(digits(count), MinMaxScaler.unit(Sizes.WIDTH));
  }

  static ImageBatch first(int count) {
    return batches(count, count).get(0);
  }

  /** The first so many images in batches, of which the last may be short. */
  static List<ImageBatch> batches(int count, int batch) {
    // Not by the library's inputs: not all processes have TensorFlow's classes.
    LabeledImages digits = digits(count);
    MinMaxScaler scaler = MinMaxScaler.unit(Sizes.WIDTH);
    List<ImageBatch> batches = new ArrayList<>();
    for (int first = 0; first < count; first += batch) {
      int size = Math.min(batch, count - first);
      float[] all = new float[size * Sizes.WIDTH];
      for (int i = 0; i < size; i++) {
        scaler.transform(digits.images(), first + i, all, i * Sizes.WIDTH);
      }
      batches.add(of(all, Arrays.copyOfRange(digits.labels(), first, first + size)));
    }
    return batches;
  }

  static ImageBatch of(float[] all, int[] labels) {
    List<float[]> each =
        IntStream.range(0, all.length / Sizes.WIDTH)
            .mapToObj(i -> Arrays.copyOfRange(all, i * Sizes.WIDTH, (i + 1) * Sizes.WIDTH))
            .toList();
    return new ImageBatch(all, each, labels);
  }

  /** Returns the same images as examples for an Estimator. */
  ArrayInput toInput() {
    return ArrayInput.of(Map.of("x", JavaArrays.wrap(all, Shape.of(size(), Sizes.WIDTH))), labels);
  }

  int size() {
    return each.size();
  }

  /** Ten numbers for each image, of which the label's is 1. */
  float[] oneHot() {
    float[] rows = new float[labels.length * Sizes.CLASSES];
    for (int i = 0; i < labels.length; i++) {
      rows[i * Sizes.CLASSES + labels[i]] = 1;
    }
    return rows;
  }
}
