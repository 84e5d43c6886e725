package io.github.tfestimator.cnn.data;

import java.util.Arrays;

/**
 * scikit-learn's {@code train_test_split}, bit for bit.
 *
 * @see <a
 *     href="https://scikit-learn.org/stable/modules/generated/sklearn.model_selection.train_test_split.html">train_test_split</a>
 */
public final class TrainTestSplit {
  private TrainTestSplit() {}

  /**
   * Splits examples at random. The tutorial splits MNIST with 0.2 and 42.
   *
   * @param all the examples
   * @param testSize which part of them is for testing, between 0 and 1, rounded up to whole
   *     examples
   * @param randomState the seed, 0 or more
   * @return the two parts, both in random order
   * @throws IllegalArgumentException if an argument is out of its range, or if nothing were left to
   *     train with
   */
  public static DataSplit split(LabeledImages all, double testSize, int randomState) {
    if (!(testSize > 0 && testSize < 1)) {
      throw new IllegalArgumentException("testSize (" + testSize + ") must be between 0 and 1");
    }
    if (randomState < 0) {
      throw new IllegalArgumentException("randomState (" + randomState + ") must be 0 or more");
    }
    int n = all.size();
    int test = (int) Math.ceil(testSize * n);
    if (test >= n) {
      throw new IllegalArgumentException(
          "testSize (%s) of %d examples leaves none to train with; it must be smaller"
              .formatted(testSize, n));
    }
    int[] order = new NumpyRandom(randomState).permutation(n);
    return new DataSplit(
        all.select(Arrays.copyOfRange(order, test, n)), all.select(Arrays.copyOf(order, test)));
  }
}
