package io.github.tfestimator.benchmark;

import java.util.Arrays;

/** Statistics of measured values, of which there is at least one, in any order. */
public final class Statistics {
  private Statistics() {}

  /** Returns the middle value, or the mean of the two in the middle. */
  public static double median(double[] values) {
    double[] sorted = sorted(values);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  /** Returns the sum over the number. */
  public static double mean(double[] values) {
    return Arrays.stream(values).average().orElseThrow();
  }

  /** Returns the value that so many percent, 0 to 100, don't exceed. */
  public static double percentile(double[] values, int percent) {
    return sorted(values)[(values.length - 1) * percent / 100];
  }

  private static double[] sorted(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted;
  }
}
