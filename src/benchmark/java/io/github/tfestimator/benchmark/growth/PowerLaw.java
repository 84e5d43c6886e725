package io.github.tfestimator.benchmark.growth;

import java.util.List;
import java.util.stream.IntStream;

/**
 * {@code fixed + factor * (size / first size)^exponent}, of which fixed and factor are those, not
 * below 0, that miss the costs by the least squares, each miss being a part of its cost.
 *
 * @param fixed what the cost begins with
 * @param factor what the first size adds to it
 * @param exponent 1 for a straight line
 * @param misses for each size, by which part of the cost the formula misses it
 */
record PowerLaw(double fixed, double factor, double exponent, double[] misses) {
  private static final int MAX_EXPONENT = 3;
  private static final int STEPS_OF_ONE = 100;

  /** Returns the law with the exponent, from 0.01 to 3, that misses the costs the least. */
  static PowerLaw of(List<Integer> sizes, double[] costs) {
    PowerLaw best = of(sizes, costs, 1.0 / STEPS_OF_ONE);
    for (int i = 2; i <= MAX_EXPONENT * STEPS_OF_ONE; i++) {
      PowerLaw next = of(sizes, costs, (double) i / STEPS_OF_ONE);
      if (next.squares() < best.squares()) {
        best = next;
      }
    }
    return best;
  }

  /** Returns the law with a given exponent. */
  static PowerLaw of(List<Integer> sizes, double[] costs, double exponent) {
    int n = costs.length;
    // Divided by its cost each equation is fixed * ones + factor * powers = 1.
    double[] ones = new double[n];
    double[] powers = new double[n];
    for (int i = 0; i < n; i++) {
      ones[i] = 1 / costs[i];
      powers[i] = Math.pow((double) sizes.get(i) / sizes.get(0), exponent) / costs[i];
    }
    double[] right = IntStream.range(0, n).mapToDouble(i -> 1).toArray();
    double oo = product(ones, ones);
    double op = product(ones, powers);
    double pp = product(powers, powers);
    double or = product(ones, right);
    double pr = product(powers, right);
    double fixed = (or * pp - pr * op) / (oo * pp - op * op);
    double factor = (pr - fixed * op) / pp;
    if (fixed < 0) {
      fixed = 0;
      factor = pr / pp;
    } else if (factor < 0) {
      fixed = or / oo;
      factor = 0;
    }
    double[] misses = new double[n];
    for (int i = 0; i < n; i++) {
      misses[i] = fixed * ones[i] + factor * powers[i] - 1;
    }
    return new PowerLaw(fixed, factor, exponent, misses);
  }

  /** Returns the part of itself by which the cost of the largest size lies above the formula. */
  double lastAbove() {
    return -misses[misses.length - 1];
  }

  private double squares() {
    return product(misses, misses);
  }

  private static double product(double[] a, double[] b) {
    return IntStream.range(0, a.length).mapToDouble(i -> a[i] * b[i]).sum();
  }
}
