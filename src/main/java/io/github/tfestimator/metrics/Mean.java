package io.github.tfestimator.metrics;

import java.util.function.DoubleUnaryOperator;

/**
 * The mean of all values, weighted if there are weights: {@code tf.metrics.mean}. Of nothing, or of
 * weights that are all 0, it is 0, as in Python.
 */
final class Mean implements Metric.Accumulator {
  private final DoubleUnaryOperator function;
  private double sum;
  private double count;

  Mean() {
    this(DoubleUnaryOperator.identity());
  }

  /**
   * Creates a metric that is a function of a mean.
   *
   * @param function applied to the mean, such as a square root
   */
  Mean(DoubleUnaryOperator function) {
    this.function = function;
  }

  @Override
  public void add(BatchValues batch) {
    double[] values = batch.doubles(0);
    Weights weights = Weights.of(batch, 1, values.length);
    for (int i = 0; i < values.length; i++) {
      sum += values[i] * weights.get(i);
      count += weights.get(i);
    }
  }

  @Override
  public MetricValue result() {
    return MetricValue.of(function.applyAsDouble(count > 0 ? sum / count : 0));
  }
}
