package io.github.tfestimator.estimator;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.tensorflow.Operand;

/** Adds up the metrics of an evaluation. */
final class MetricSums {
  private static final String ACCURACY = "accuracy";

  private final SortedMap<String, Metric> metrics;
  private final SortedMap<String, Double> sums = new TreeMap<>();
  private final ConfusionCounter confusion = new ConfusionCounter();

  MetricSums(SortedMap<String, Metric> metrics) {
    this.metrics = metrics;
  }

  /** What each run must fetch. */
  List<Operand<?>> operands() {
    List<Operand<?>> operands = new ArrayList<>();
    for (Metric metric : metrics.values()) {
      if (metric instanceof Metric.Accuracy accuracy) {
        operands.add(accuracy.labels());
        operands.add(accuracy.predictions());
      } else if (metric instanceof Metric.Mean mean) {
        operands.add(mean.perExample());
      }
    }
    return operands;
  }

  void add(FetchedTensors fetched, int batchSize) {
    metrics.forEach(
        (name, metric) -> sums.merge(name, sum(name, metric, fetched, batchSize), Double::sum));
  }

  private double sum(String name, Metric metric, FetchedTensors fetched, int batchSize) {
    if (metric instanceof Metric.Accuracy accuracy) {
      int[] labels = fetched.ints(accuracy.labels());
      long[] predictions = fetched.longs(accuracy.predictions());
      check(name, labels.length, batchSize);
      check(name, predictions.length, batchSize);
      return right(name, labels, predictions);
    }
    float[] values = fetched.floats(((Metric.Mean) metric).perExample());
    check(name, values.length, batchSize);
    double sum = 0;
    for (float value : values) {
      sum += value;
    }
    return sum;
  }

  private static void check(String name, int values, int batchSize) {
    if (values != batchSize) {
      throw new IllegalStateException(
          "The metric \"%s\" has %d values for a batch of %d examples, but must have one for each"
              .formatted(name, values, batchSize));
    }
  }

  private int right(String name, int[] labels, long[] predictions) {
    int right = 0;
    for (int i = 0; i < labels.length; i++) {
      right += labels[i] == predictions[i] ? 1 : 0;
      if (name.equals(ACCURACY)) {
        confusion.add(labels[i], predictions[i]);
      }
    }
    return right;
  }

  /** The metrics over so many examples. */
  SortedMap<String, Double> means(long examples) {
    SortedMap<String, Double> means = new TreeMap<>();
    sums.forEach((name, sum) -> means.put(name, sum / examples));
    return means;
  }

  /** Of the metric {@code accuracy}. */
  Optional<ConfusionMatrix> confusionMatrix() {
    return confusion.matrix();
  }
}
