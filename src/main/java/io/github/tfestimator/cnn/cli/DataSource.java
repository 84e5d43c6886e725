package io.github.tfestimator.cnn.cli;

import io.github.tfestimator.cnn.data.DataSplit;
import io.github.tfestimator.cnn.data.Digits;
import io.github.tfestimator.cnn.data.LabeledImages;
import io.github.tfestimator.cnn.data.Mnist;
import io.github.tfestimator.cnn.data.TrainTestSplit;
import java.nio.file.Path;

/**
 * Where a model's examples come from, and how they are divided.
 *
 * @param data {@code mnist}, {@code digits}, or a folder with MNIST's four IDX files
 * @param split the tutorial's or MNIST's own
 */
record DataSource(String data, Split split) {
  static final String MNIST = "mnist";
  static final String DIGITS = "digits";

  private static final long DIGITS_SEED = 42;

  /** How a data set is divided into training and test set. */
  enum Split {
    /** {@code train_test_split(test_size=0.2, random_state=42)} over all of it. */
    TUTORIAL,
    /** As it was published: 60,000 and 10,000. */
    OFFICIAL
  }

  DataSource {
    if (data == null || split == null) {
      throw new IllegalArgumentException(
          "data (%s) and split (%s) must be there".formatted(data, split));
    }
    if (data.equals(DIGITS) && split == Split.OFFICIAL) {
      throw new IllegalArgumentException(
          "--split official is MNIST's: with --data digits use --split tutorial");
    }
    if (!data.equals(DIGITS) && !data.equals(MNIST)) {
      data = Path.of(data).toAbsolutePath().normalize().toString();
    }
  }

  /** The same split of other data, as far as it has one. */
  DataSource elsewhere(String otherData) {
    return new DataSource(otherData, otherData.equals(DIGITS) ? Split.TUTORIAL : split);
  }

  DataSplit load() {
    if (data.equals(DIGITS)) {
      return tutorial(Digits.draw(Digits.DEFAULT_COUNT, DIGITS_SEED));
    }
    DataSplit official = data.equals(MNIST) ? Mnist.fetch() : Mnist.read(Path.of(data));
    return split == Split.OFFICIAL ? official : tutorial(Mnist.original(official));
  }

  private static DataSplit tutorial(LabeledImages all) {
    return TrainTestSplit.split(all, 0.2, 42);
  }
}
