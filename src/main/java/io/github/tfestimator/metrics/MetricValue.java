package io.github.tfestimator.metrics;

/** The value of a {@link Metric}: a number or a {@link ConfusionMatrix}. */
public sealed interface MetricValue permits MetricValue.Scalar, ConfusionMatrix {

  /**
   * A number.
   *
   * @param value NaN where the metric is undefined
   */
  record Scalar(double value) implements MetricValue {}

  /**
   * Returns a number.
   *
   * @param value NaN where the metric is undefined
   * @return the value
   */
  static MetricValue of(double value) {
    return new Scalar(value);
  }
}
