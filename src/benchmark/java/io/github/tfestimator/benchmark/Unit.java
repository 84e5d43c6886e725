package io.github.tfestimator.benchmark;

import java.util.Locale;
import java.util.function.DoubleUnaryOperator;

/** A unit of shown values. Times are measured and kept in seconds, rates in seconds for each. */
public enum Unit {
  /** Seconds. */
  SECONDS("s", seconds -> seconds),
  /** Milliseconds. */
  MILLIS("ms", seconds -> seconds * 1000),
  /** A rate, kept as the seconds for each image. */
  IMAGES("images/s", secondsPerImage -> 1 / secondsPerImage),
  /** Mebibytes. */
  MIB("MiB", mib -> mib),
  /** Billions of floating point operations each second, kept as the operations. */
  GFLOPS("GFLOP/s", flops -> flops / 1e9);

  private static final int DIGITS = 4;

  private final String label;
  private final DoubleUnaryOperator shown;

  Unit(String label, DoubleUnaryOperator shown) {
    this.label = label;
    this.shown = shown;
  }

  /**
   * @return the unit's symbol
   */
  public String label() {
    return label;
  }

  /**
   * @param value as it was measured
   * @return the number in this unit
   */
  public double shown(double value) {
    return shown.applyAsDouble(value);
  }

  /**
   * @param value as it was measured
   * @return the number in this unit with four significant digits, or all before the point
   */
  public String format(double value) {
    double number = shown(value);
    int before = number == 0 ? 1 : (int) Math.floor(Math.log10(Math.abs(number))) + 1;
    return String.format(Locale.ROOT, "%." + Math.max(0, DIGITS - before) + "f", number);
  }
}
