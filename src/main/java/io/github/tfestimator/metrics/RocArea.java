package io.github.tfestimator.metrics;

import java.util.Arrays;

/**
 * The area under the ROC curve as {@code tf.metrics.auc} computes it: the curve's points at 200
 * thresholds, one below 0, 198 within, one above 1, and trapezoids between them.
 */
final class RocArea implements Metric.Accumulator {
  /** The thresholds within 0 and 1, in single precision, as TensorFlow compares. */
  private static final float[] THRESHOLDS = thresholds(200);

  /** TensorFlow's guard against a division by 0. */
  private static final double EPSILON = 1e-6;

  // Indexed by the number of thresholds that a prediction exceeds.
  private final double[] positives = new double[THRESHOLDS.length + 1];
  private final double[] negatives = new double[THRESHOLDS.length + 1];

  private static float[] thresholds(int count) {
    float[] thresholds = new float[count - 2];
    for (int i = 0; i < thresholds.length; i++) {
      thresholds[i] = (float) ((i + 1) / (count - 1.0));
    }
    return thresholds;
  }

  @Override
  public void add(BatchValues batch) {
    SameShape.require(batch.shape(0), batch.shape(1));
    double[] labels = batch.doubles(0);
    double[] predictions = batch.doubles(1);
    Weights weights = Weights.of(batch, 2, labels.length);
    for (int i = 0; i < labels.length; i++) {
      double[] side = labels[i] != 0 ? positives : negatives;
      side[thresholdsBelow(predictions[i])] += weights.get(i);
    }
  }

  private static int thresholdsBelow(double prediction) {
    if (!(prediction >= 0 && prediction <= 1)) {
      throw new IllegalArgumentException(
          "a prediction is %s, but auc wants probabilities from 0 to 1: apply a sigmoid to logits"
              .formatted(prediction));
    }
    int place = Arrays.binarySearch(THRESHOLDS, (float) prediction);
    return place >= 0 ? place : -place - 1;
  }

  @Override
  public MetricValue result() {
    double allPositives = Arrays.stream(positives).sum();
    double allNegatives = Arrays.stream(negatives).sum();
    double area = 0;
    // The first point is that of the threshold above 1: nothing is predicted positive.
    double x = 0;
    double y = EPSILON / (allPositives + EPSILON);
    double truePositives = 0;
    double falsePositives = 0;
    for (int above = THRESHOLDS.length; above >= 0; above--) {
      truePositives += positives[above];
      falsePositives += negatives[above];
      double nextX = falsePositives / (allNegatives + EPSILON);
      double nextY = (truePositives + EPSILON) / (allPositives + EPSILON);
      area += (nextX - x) * (y + nextY) / 2;
      x = nextX;
      y = nextY;
    }
    return MetricValue.of(area);
  }
}
