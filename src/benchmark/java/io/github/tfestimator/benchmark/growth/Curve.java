package io.github.tfestimator.benchmark.growth;

import io.github.tfestimator.benchmark.Median;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * One cost over all sizes of an axis.
 *
 * @param name what it is the cost of
 * @param kind what it is
 * @param sizes from the smallest on
 * @param rounds for each size the costs, in seconds or MiB, of all rounds
 */
record Curve(String name, Kind kind, List<Integer> sizes, List<double[]> rounds) {

  /** Times scatter more than memory, much of which is the same for all sizes. */
  enum Kind {
    TIME(0.15),
    MEMORY(0.03);

    /** By which part a cost may be higher than it should be. */
    final double tolerance;

    Kind(double tolerance) {
      this.tolerance = tolerance;
    }
  }

  /**
   * @return for each size the median of the rounds
   */
  double[] costs() {
    return rounds.stream().mapToDouble(Median::of).toArray();
  }

  /**
   * @return for each size the cost in relation to that of the first
   */
  double[] relative() {
    double[] costs = costs();
    return Arrays.stream(costs).map(cost -> cost / costs[0]).toArray();
  }

  /**
   * @return from its median, half of all measurements lie no farther away than this part of it
   */
  double noise() {
    return Median.of(
        rounds.stream()
            .flatMapToDouble(
                costs -> {
                  double median = Median.of(costs);
                  return Arrays.stream(costs).map(cost -> Math.abs(cost / median - 1));
                })
            .toArray());
  }

  /**
   * @return s, ms or MiB: whichever makes for numbers that are read easily
   */
  String unit() {
    if (kind == Kind.MEMORY) {
      return "MiB";
    }
    return isSlow() ? "s" : "ms";
  }

  /**
   * @param cost in seconds or MiB
   * @return the number to be put before the unit
   */
  String text(double cost) {
    double inUnit = kind == Kind.MEMORY || isSlow() ? cost : cost * 1000;
    int decimals = inUnit == 0 ? 0 : Math.max(0, 2 - (int) Math.floor(Math.log10(inUnit)));
    return String.format(Locale.ROOT, "%." + decimals + "f", inUnit);
  }

  private boolean isSlow() {
    return costs()[sizes.size() - 1] >= 1;
  }
}
