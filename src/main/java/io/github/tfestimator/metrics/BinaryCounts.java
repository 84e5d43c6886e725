package io.github.tfestimator.metrics;

import java.util.function.ToDoubleFunction;

/** The weights of true positives, false positives and false negatives. */
final class BinaryCounts implements Metric.Accumulator {
  private final ToDoubleFunction<BinaryCounts> function;
  private double truePositives;
  private double falsePositives;
  private double falseNegatives;

  /**
   * Creates counts for one metric.
   *
   * @param function the metric, such as {@code BinaryCounts::precision}
   */
  BinaryCounts(ToDoubleFunction<BinaryCounts> function) {
    this.function = function;
  }

  @Override
  public void add(BatchValues batch) {
    SameShape.require(batch.shape(0), batch.shape(1));
    double[] labels = batch.doubles(0);
    double[] predictions = batch.doubles(1);
    Weights weights = Weights.of(batch, 2, labels.length);
    for (int i = 0; i < labels.length; i++) {
      if (labels[i] != 0 && predictions[i] != 0) {
        truePositives += weights.get(i);
      } else if (predictions[i] != 0) {
        falsePositives += weights.get(i);
      } else if (labels[i] != 0) {
        falseNegatives += weights.get(i);
      }
    }
  }

  /** {@return the share of the predicted positives that are positive; 0 if there are none} */
  double precision() {
    return share(truePositives, truePositives + falsePositives);
  }

  /** {@return the share of the positives that were predicted; 0 if there are none} */
  double recall() {
    return share(truePositives, truePositives + falseNegatives);
  }

  private static double share(double part, double all) {
    return all > 0 ? part / all : 0;
  }

  @Override
  public MetricValue result() {
    return MetricValue.of(function.applyAsDouble(this));
  }
}
