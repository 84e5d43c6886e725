package io.github.tfestimator.benchmark;

import java.util.Locale;
import java.util.function.DoubleUnaryOperator;

/** A unit of shown values. Times are kept in seconds, rates in seconds for each image. */
public enum Unit {
  SECONDS("s", seconds -> seconds),
  MILLIS("ms", seconds -> seconds * 1000),
  STEPS("steps/s", secondsPerStep -> 1 / secondsPerStep),
  IMAGES("images/s", secondsPerImage -> 1 / secondsPerImage),
  MIB("MiB", mib -> mib),
  GFLOPS("GFLOP/s", flops -> flops / 1e9);

  private static final int DIGITS = 4;

  private final String label;
  private final DoubleUnaryOperator shown;

  Unit(String label, DoubleUnaryOperator shown) {
    this.label = label;
    this.shown = shown;
  }

  /** Returns the unit's symbol. */
  public String label() {
    return label;
  }

  /** Returns a measured value in this unit. */
  public double shown(double value) {
    return shown.applyAsDouble(value);
  }

  /** Formats a measured value in this unit with four digits, or all before the point. */
  public String format(double value) {
    double number = shown(value);
    int before = number == 0 ? 1 : (int) Math.floor(Math.log10(Math.abs(number))) + 1;
    return String.format(Locale.ROOT, "%." + Math.max(0, DIGITS - before) + "f", number);
  }
}
