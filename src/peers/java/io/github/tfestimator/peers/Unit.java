package io.github.tfestimator.peers;

import java.util.Locale;
import java.util.function.DoubleUnaryOperator;

/** How a measured number is shown. What is measured in seconds is kept in seconds. */
enum Unit {
  SECONDS("s", "%.2f", seconds -> seconds),
  MILLIS("ms", "%.2f", seconds -> seconds * 1000),
  PICTURES("pictures/s", "%.0f", secondsAPicture -> 1 / secondsAPicture),
  MIB("MiB", "%.0f", mib -> mib),
  GFLOPS("GFLOP/s", "%.0f", flops -> flops / 1e9);

  private final String label;
  private final String format;
  private final DoubleUnaryOperator shown;

  Unit(String label, String format, DoubleUnaryOperator shown) {
    this.label = label;
    this.format = format;
    this.shown = shown;
  }

  String label() {
    return label;
  }

  double shown(double value) {
    return shown.applyAsDouble(value);
  }

  String format(double value) {
    return String.format(Locale.ROOT, format, shown(value));
  }
}
