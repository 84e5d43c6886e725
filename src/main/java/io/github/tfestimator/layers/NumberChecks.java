package io.github.tfestimator.layers;

/** Checks of the numbers that layers, losses, optimizers and learning rates take. */
final class NumberChecks {
  private NumberChecks() {}

  static void requirePositive(String name, float value) {
    if (!(value > 0 && value < Float.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          name + " (" + value + ") must be a positive, finite number");
    }
  }

  static void requireNotNegative(String name, float value) {
    if (!(value >= 0 && value < Float.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          name + " (" + value + ") must be a finite number, 0 or more");
    }
  }

  static void requireFraction(String name, float value) {
    if (!(value >= 0 && value < 1)) {
      throw new IllegalArgumentException(name + " (" + value + ") must be at least 0 and below 1");
    }
  }

  static void requireCount(String name, long value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " (" + value + ") must be 1 or more");
    }
  }
}
