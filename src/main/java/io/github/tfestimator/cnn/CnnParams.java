package io.github.tfestimator.cnn;

/**
 * The hyperparameters of the network; {@link #defaults} is the tutorial's final function.
 *
 * @param conv1Filters features of the first convolution, 1 to 1,000,000
 * @param conv2Filters features of the second convolution, 1 to 1,000,000
 * @param denseUnits outputs of the dense layer, 1 to 1,000,000
 * @param dropoutRate the fraction of them that a training step drops, at least 0 and below 1
 * @param learningRate the learning rate of gradient descent, positive and finite
 */
public record CnnParams(
    int conv1Filters, int conv2Filters, int denseUnits, float dropoutRate, float learningRate) {

  private static final int MOST = 1_000_000;

  /** Checks the values. */
  public CnnParams {
    requirePositive("conv1 filters", conv1Filters);
    requirePositive("conv2 filters", conv2Filters);
    requirePositive("dense units", denseUnits);
    if (!(dropoutRate >= 0 && dropoutRate < 1)) {
      throw new IllegalArgumentException(
          "dropout rate (" + dropoutRate + ") must be at least 0 and below 1");
    }
    if (!(learningRate > 0 && learningRate < Float.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "learning rate (" + learningRate + ") must be a positive, finite number");
    }
  }

  /**
   * Returns the tutorial's parameters.
   *
   * @return 32 and 36 filters, 1764 units, dropout 0.4, learning rate 0.001
   */
  public static CnnParams defaults() {
    return new CnnParams(32, 36, 1764, 0.4f, 0.001f);
  }

  private static void requirePositive(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " (" + value + ") must be 1 or more");
    }
    if (value > MOST) {
      throw new IllegalArgumentException("%s (%d) must be %d or less".formatted(name, value, MOST));
    }
  }
}
