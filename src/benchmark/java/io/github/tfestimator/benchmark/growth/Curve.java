package io.github.tfestimator.benchmark.growth;

import io.github.tfestimator.benchmark.Statistics;
import io.github.tfestimator.benchmark.Unit;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * A cost over all sizes of an axis.
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

    /** The part by which a cost may be higher than it should be. */
    final double tolerance;

    Kind(double tolerance) {
      this.tolerance = tolerance;
    }
  }

  /** {@return for each size the median of the rounds} */
  double[] costs() {
    return rounds.stream().mapToDouble(Statistics::median).toArray();
  }

  /** {@return for each size the cost in relation to that of the first} */
  double[] relative() {
    double[] costs = costs();
    return Arrays.stream(costs).map(cost -> cost / costs[0]).toArray();
  }

  /**
   * Returns the noise of the measurements.
   *
   * @return from its median, half of all measurements lie no farther away than this part of it
   */
  double noise() {
    return Statistics.median(
        rounds.stream()
            .flatMapToDouble(
                costs -> {
                  double median = Statistics.median(costs);
                  return Arrays.stream(costs).map(cost -> Math.abs(cost / median - 1));
                })
            .toArray());
  }

  /** {@return s, ms or MiB: whichever makes for numbers that are read easily} */
  Unit unit() {
    if (kind == Kind.MEMORY) {
      return Unit.MIB;
    }
    return costs()[sizes.size() - 1] >= 1 ? Unit.SECONDS : Unit.MILLIS;
  }

  /**
   * Compares a size with the first.
   *
   * @param i a size's index
   * @return its time for each, in relation to the first, or its memory above the first's
   */
  String comparison(int i) {
    return kind == Kind.TIME
        ? String.format(Locale.ROOT, "%.2f", relative()[i] * sizes.get(0) / sizes.get(i))
        : String.format(Locale.ROOT, "%+.0f", costs()[i] - costs()[0]);
  }
}
