package io.github.tfestimator.peers;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * A check that all frameworks compute the same: log-probabilities of the same images by the same
 * weights, beside naive Java's, and after two steps of training, beside ours. Differences are the
 * largest, relative to the largest number.
 *
 * @param predictions each one's difference from naive Java
 * @param steps each one's difference from ours after the steps, where its training can begin with
 *     given weights
 */
record SameFunction(Map<FrameworkName, Double> predictions, Map<FrameworkName, Double> steps) {
  static final int IMAGES = 64;
  static final double TOLERANCE = 1e-4;

  /** Less than this and the steps would show nothing. */
  private static final double MIN_MOVE = 100 * TOLERANCE;

  /**
   * Checks that all frameworks compute the same.
   *
   * @throws IllegalStateException if one doesn't
   */
  static SameFunction check(List<FrameworkProcess> processes, Weights weights) {
    double[] expected = new Reference(weights).logProbabilities(ImageBatch.first(IMAGES));
    Map<FrameworkName, Double> predictions = new EnumMap<>(FrameworkName.class);
    Map<FrameworkName, Double> steps = new EnumMap<>(FrameworkName.class);
    double[] stepped = {};
    for (FrameworkProcess process : processes) {
      double[] actual = process.worker().send("log-probabilities", IMAGES).values();
      double difference = difference(expected, actual);
      require(difference <= TOLERANCE, process, "predicts otherwise than naive Java", difference);
      predictions.put(process.name(), difference);
      if (!process.name().trainsFromWeights()) {
        continue;
      }
      double[] after = process.worker().send("after-steps", IMAGES).values();
      if (process.name() == FrameworkName.OURS) {
        stepped = after;
        double moved = difference(expected, after);
        require(moved >= MIN_MOVE, process, "hardly moves in two steps", moved);
      } else {
        double apart = difference(stepped, after);
        require(apart <= TOLERANCE, process, "trains otherwise than we do", apart);
        steps.put(process.name(), apart);
      }
    }
    return new SameFunction(predictions, steps);
  }

  private static void require(
      boolean holds, FrameworkProcess process, String what, double difference) {
    if (!holds) {
      throw new IllegalStateException(
          "%s %s: relative difference %.1e, tolerance %.0e. Times of another function say nothing."
              .formatted(process.name().label(), what, difference, TOLERANCE));
    }
  }

  private static double difference(double[] expected, double[] actual) {
    if (actual.length != expected.length) {
      return Double.POSITIVE_INFINITY;
    }
    double largest = 0;
    double apart = 0;
    for (int i = 0; i < expected.length; i++) {
      largest = Math.max(largest, Math.abs(expected[i]));
      // Not Math.max of the difference alone: NaN must not pass.
      double difference = Math.abs(expected[i] - actual[i]);
      apart = Double.isNaN(difference) ? Double.POSITIVE_INFINITY : Math.max(apart, difference);
    }
    return apart / largest;
  }
}
