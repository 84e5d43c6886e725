package io.github.tfestimator.metrics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The counts of a confusion matrix, whose size is known only when all examples were seen. */
final class ConfusionCounter implements Metric.Accumulator {
  /** As many as ImageNet has; their matrix takes 8 MB. */
  static final int MAX_CLASSES = 1000;

  private long[][] counts = new long[0][0];

  @Override
  public void add(BatchValues batch) {
    long[] labels = batch.longs(0);
    long[] predictions = batch.longs(1);
    if (labels.length != predictions.length) {
      throw new IllegalArgumentException(
          "labels %s and predictions %s must have the same shape"
              .formatted(batch.shape(0), batch.shape(1)));
    }
    for (int i = 0; i < labels.length; i++) {
      add(requireClass("label", labels[i]), requireClass("prediction", predictions[i]));
    }
  }

  private static int requireClass(String what, long value) {
    if (value < 0 || value >= MAX_CLASSES) {
      throw new IllegalArgumentException(
          "a %s is %d, but a confusion matrix has classes from 0 to %d"
              .formatted(what, value, MAX_CLASSES - 1));
    }
    return (int) value;
  }

  private void add(int label, int prediction) {
    int largest = Math.max(label, prediction);
    if (largest >= counts.length) {
      grow(largest + 1);
    }
    counts[label][prediction]++;
  }

  private void grow(int classes) {
    long[][] larger = new long[classes][];
    for (int label = 0; label < classes; label++) {
      larger[label] =
          label < counts.length ? Arrays.copyOf(counts[label], classes) : new long[classes];
    }
    counts = larger;
  }

  @Override
  public MetricValue result() {
    List<List<Long>> rows = new ArrayList<>();
    for (long[] row : counts) {
      rows.add(Arrays.stream(row).boxed().toList());
    }
    return new ConfusionMatrix(rows);
  }
}
