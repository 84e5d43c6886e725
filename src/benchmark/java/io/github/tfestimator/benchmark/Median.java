package io.github.tfestimator.benchmark;

import java.util.Arrays;

/** What a measurement gives on a machine that does other things too. */
public final class Median {
  private Median() {}

  /**
   * @param values one or more
   * @return the median
   */
  public static double of(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
