package io.github.tfestimator.benchmark;

import io.github.tfestimator.cnn.data.DataSource;
import io.github.tfestimator.cnn.data.DataSource.Split;
import io.github.tfestimator.cnn.data.ImageShape;
import io.github.tfestimator.cnn.data.LabeledImages;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * The tutorial's training set, divided by a seed into a smaller training set and a validation set,
 * for {@code scripts/search}. The tutorial's test images are in neither.
 */
public final class ValidationSplit {
  private static final int VALIDATION = 8_000;
  private static final int SEED = 7;

  private ValidationSplit() {}

  /**
   * Writes four IDX files.
   *
   * @param args MNIST's folder, or {@code mnist}; and the folder to write
   * @throws IOException if they can't be written
   */
  public static void main(String[] args) throws IOException {
    try (var data = new DataSource(args[0], Split.TUTORIAL).load()) {
      LabeledImages train = data.train();
      List<Integer> order = new ArrayList<>(IntStream.range(0, train.size()).boxed().toList());
      Collections.shuffle(order, new Random(SEED));
      Path folder = Files.createDirectories(Path.of(args[1]));
      write(folder, "t10k", select(train, order.subList(0, VALIDATION)));
      write(folder, "train", select(train, order.subList(VALIDATION, order.size())));
    }
  }

  private static LabeledImages select(LabeledImages examples, List<Integer> places) {
    return examples.select(places.stream().mapToInt(Integer::intValue).toArray());
  }

  private static void write(Path folder, String part, LabeledImages examples) throws IOException {
    ImageShape shape = examples.images().shape();
    try (var images = idx(folder.resolve(part + "-images-idx3-ubyte"), 3);
        var labels = idx(folder.resolve(part + "-labels-idx1-ubyte"), 1)) {
      images.writeInt(examples.size());
      images.writeInt(shape.height());
      images.writeInt(shape.width());
      labels.writeInt(examples.size());
      for (int i = 0; i < examples.size(); i++) {
        images.write(examples.images().image(i));
        labels.write(examples.labels()[i]);
      }
    }
  }

  private static DataOutputStream idx(Path file, int dimensions) throws IOException {
    var out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)));
    out.writeInt(0x0800 + dimensions);
    return out;
  }
}
