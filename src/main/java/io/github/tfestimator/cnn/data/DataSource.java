package io.github.tfestimator.cnn.data;

import io.github.tfestimator.input.DataException;
import java.nio.file.Path;

/**
 * A data set and how it is divided into a training and a test set.
 *
 * @param data {@code mnist}, {@code digits}, or a folder with MNIST's four IDX files
 * @param split the tutorial's split or MNIST's own
 */
public record DataSource(String data, Split split) {
  /** The name of MNIST, read from the cache or downloaded. */
  public static final String MNIST = "mnist";

  /** The name of the digits that the program draws. */
  public static final String DIGITS = "digits";

  private static final long DIGITS_SEED = 42;

  /** A way to divide a data set into a training and a test set. */
  public enum Split {
    /** {@code train_test_split(test_size=0.2, random_state=42)} over all examples. */
    TUTORIAL,
    /** As MNIST was published: 60,000 and 10,000 examples. */
    OFFICIAL
  }

  /**
   * Makes a folder's path absolute.
   *
   * @throws IllegalArgumentException if data or split is missing, or digits are to have the
   *     official split
   */
  public DataSource {
    if (data == null || split == null) {
      throw new IllegalArgumentException(
          "data (%s) and split (%s) must be there".formatted(data, split));
    }
    if (data.equals(DIGITS) && split == Split.OFFICIAL) {
      throw new IllegalArgumentException(
          "split (official) must be tutorial for the data digits: only MNIST was published in two sets");
    }
    if (!data.equals(DIGITS) && !data.equals(MNIST)) {
      data = Path.of(data).toAbsolutePath().normalize().toString();
    }
  }

  /**
   * Returns a source of other data.
   *
   * @param otherData as {@code data}
   * @return the other data with this split, or with the tutorial's split if the data has no
   *     official one
   */
  public DataSource withData(String otherData) {
    return new DataSource(otherData, otherData.equals(DIGITS) ? Split.TUTORIAL : split);
  }

  /**
   * Loads the examples.
   *
   * @return the training and test set
   * @throws DataException if the data can't be read or downloaded
   */
  public DataSplit load() {
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
