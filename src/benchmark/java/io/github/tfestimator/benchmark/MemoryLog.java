package io.github.tfestimator.benchmark;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Ten printed rows of a long run's memory. Whether it stays flat shows in the run's last third
 * against its middle third; the first third is for warming up.
 */
final class MemoryLog {
  private static final int ROWS = 10;

  private final long total;
  private final Map<String, double[]> peaks = new LinkedHashMap<>();
  private long rows;

  /**
   * Prints the headings.
   *
   * @param total how many units the run has
   * @param unit what it consists of, in the plural
   * @param columns what each row says
   */
  MemoryLog(long total, String unit, String... columns) {
    this.total = total;
    var line = new StringBuilder("%12s".formatted(unit));
    for (String column : columns) {
      peaks.put(column, new double[3]);
      line.append("   ").append(column);
    }
    System.out.println(line);
  }

  /** Returns whether a row is due once so many units are done. */
  boolean isDue(long done) {
    return done * ROWS / total > rows;
  }

  /**
   * Prints a row.
   *
   * @param done how many units are done, 1 or more
   * @param values for each column
   */
  void row(long done, double... values) {
    rows = done * ROWS / total;
    int third = (int) ((done - 1) * 3 / total);
    var line = new StringBuilder("%12d".formatted(done));
    int i = 0;
    for (var column : peaks.entrySet()) {
      column.getValue()[third] = Math.max(column.getValue()[third], values[i]);
      String format = "   %" + column.getKey().length() + (values[i] % 1 == 0 ? ".0f" : ".1f");
      line.append(String.format(Locale.ROOT, format, values[i++]));
    }
    System.out.println(line);
  }

  /** Returns by how much a column is higher in the last third than in the middle one. */
  double growth(String column) {
    return peaks.get(column)[2] - peaks.get(column)[1];
  }
}
