package io.github.tfestimator.peers;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Whether all contenders compute the same: log-probabilities of the same pictures by the same
 * weights, beside naive Java's, and after two steps of training, beside ours. Differences are the
 * largest, relative to the largest number.
 *
 * @param predictions each one's difference from naive Java
 * @param steps each one's difference from ours after the steps, where its training can begin with
 *     given weights
 */
record SameFunction(Map<Name, Double> predictions, Map<Name, Double> steps) {
  static final int PICTURES = 64;
  static final double TOLERANCE = 1e-4;

  /** Less than this and the steps would show nothing. */
  private static final double LEAST_MOVE = 100 * TOLERANCE;

  /**
   * @throws IllegalStateException if one doesn't
   */
  static SameFunction check(List<Player> players, Weights weights) {
    double[] expected = new Reference(weights).logProbabilities(Pictures.first(PICTURES));
    Map<Name, Double> predictions = new EnumMap<>(Name.class);
    Map<Name, Double> steps = new EnumMap<>(Name.class);
    double[] stepped = {};
    for (Player player : players) {
      double[] found = player.order("log-probabilities", PICTURES).values();
      double difference = difference(expected, found);
      require(difference <= TOLERANCE, player, "predicts otherwise than naive Java", difference);
      predictions.put(player.name(), difference);
      if (!player.name().trainsFromWeights()) {
        continue;
      }
      double[] after = player.order("after-steps", PICTURES).values();
      if (player.name() == Name.OURS) {
        stepped = after;
        double moved = difference(expected, after);
        require(moved >= LEAST_MOVE, player, "hardly moves in two steps", moved);
      } else {
        double apart = difference(stepped, after);
        require(apart <= TOLERANCE, player, "trains otherwise than we do", apart);
        steps.put(player.name(), apart);
      }
    }
    return new SameFunction(predictions, steps);
  }

  private static void require(boolean holds, Player player, String what, double difference) {
    if (!holds) {
      throw new IllegalStateException(
          "%s %s: relative difference %.1e, tolerance %.0e. Times of another function say nothing."
              .formatted(player.name().label(), what, difference, TOLERANCE));
    }
  }

  private static double difference(double[] expected, double[] found) {
    if (found.length != expected.length) {
      return Double.POSITIVE_INFINITY;
    }
    double largest = 0;
    double apart = 0;
    for (int i = 0; i < expected.length; i++) {
      largest = Math.max(largest, Math.abs(expected[i]));
      // Not Math.max of the difference alone: NaN must not pass.
      double difference = Math.abs(expected[i] - found[i]);
      apart = Double.isNaN(difference) ? Double.POSITIVE_INFINITY : Math.max(apart, difference);
    }
    return apart / largest;
  }
}
