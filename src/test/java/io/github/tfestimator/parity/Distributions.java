package io.github.tfestimator.parity;

import java.util.List;

/**
 * Values that Python's initializers and dropout drew: {@code scripts/parity/distributions.py},
 * which says what the figures are.
 */
record Distributions(List<Kernel> kernels, Dropout dropout) {
  static Distributions read() {
    return Fixture.json("distributions.json", Distributions.class);
  }

  record Kernel(String name, double limit, List<Draw> seeds) {}

  /**
   * Values drawn for a kernel.
   *
   * @param counts how many lie in each of the equal parts of -limit to limit
   */
  record Draw(long seed, double min, double max, double mean, double variance, long[] counts) {
    static Draw of(long seed, float[] values, double limit, int bins) {
      double min = Double.POSITIVE_INFINITY;
      double max = Double.NEGATIVE_INFINITY;
      double sum = 0;
      double squares = 0;
      long[] counts = new long[bins];
      for (double value : values) {
        min = Math.min(min, value);
        max = Math.max(max, value);
        sum += value;
        squares += value * value;
        int bin = (int) Math.floor((value / limit + 1) * (bins / 2.0));
        counts[Math.max(0, Math.min(bins - 1, bin))]++;
      }
      double mean = sum / values.length;
      return new Draw(seed, min, max, mean, squares / values.length - mean * mean, counts);
    }

    long size() {
      long size = 0;
      for (long count : counts) {
        size += count;
      }
      return size;
    }
  }

  /** Masks of [200 steps, 20 rows, 200 units]. */
  record Dropout(double rate, double[] kept, double zeros, Axes dispersion, Axes correlation) {}

  record Axes(double steps, double rows, double units) {}
}
