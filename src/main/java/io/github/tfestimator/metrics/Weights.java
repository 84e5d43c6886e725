package io.github.tfestimator.metrics;

/** The weights of a batch's values: one for each value, or one for each example, or all 1. */
final class Weights {
  private static final double[] NONE = {1};

  private final double[] weights;
  private final int valuesPerWeight;

  private Weights(double[] weights, int valuesPerWeight) {
    this.weights = weights;
    this.valuesPerWeight = valuesPerWeight;
  }

  /**
   * Reads the weights.
   *
   * @param tensor their place among the metric's tensors; if there is none, all weights are 1
   * @param values the number of values of the batch
   * @throws IllegalArgumentException if there are neither as many as values nor as examples
   */
  static Weights of(BatchValues batch, int tensor, int values) {
    if (tensor == batch.count()) {
      return new Weights(NONE, Integer.MAX_VALUE);
    }
    double[] weights = batch.doubles(tensor);
    if (weights.length != values && weights.length != batch.size()) {
      throw new IllegalArgumentException(
          "weights %s must be one for each of the batch's %d examples or %d values"
              .formatted(batch.shape(tensor), batch.size(), values));
    }
    return new Weights(weights, weights.length == values ? 1 : values / weights.length);
  }

  /** {@return the weight of a value} */
  double get(int value) {
    return weights[value / valuesPerWeight];
  }
}
