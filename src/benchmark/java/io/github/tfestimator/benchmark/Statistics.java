package io.github.tfestimator.benchmark;

import java.util.Arrays;

/** Statistics of measured values, of which there is at least one, in any order. */
public final class Statistics {
  private Statistics() {}

  /**
   * @param values what was measured
   * @return the middle value, or the mean of the two in the middle
   */
  public static double median(double[] values) {
    double[] sorted = sorted(values);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  /**
   * @param values what was measured
   * @return their sum over their number
   */
  public static double mean(double[] values) {
    return Arrays.stream(values).average().orElseThrow();
  }

  /**
   * @param values what was measured
   * @param percent from 0, the lowest value, to 100, the highest
   * @return the value that so many percent don't exceed
   */
  public static double percentile(double[] values, int percent) {
    return sorted(values)[(values.length - 1) * percent / 100];
  }

  private static double[] sorted(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted;
  }
}
