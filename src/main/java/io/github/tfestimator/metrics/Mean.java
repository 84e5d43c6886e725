package io.github.tfestimator.metrics;

/** The mean of all values. */
final class Mean implements Metric.Accumulator {
  private double sum;
  private long count;

  @Override
  public void add(BatchValues batch) {
    for (double value : batch.doubles(0)) {
      sum += value;
      count++;
    }
  }

  @Override
  public MetricValue result() {
    return MetricValue.of(sum / count);
  }
}
