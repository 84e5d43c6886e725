package io.github.tfestimator.layers;

/** Checks of the numbers that optimizers and learning rates take. */
final class OptimizerArguments {
  private OptimizerArguments() {}

  static float requirePositive(String name, float value) {
    if (!(value > 0 && value < Float.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          name + " (" + value + ") must be a positive, finite number");
    }
    return value;
  }

  static void requireFraction(String name, float value) {
    if (!(value >= 0 && value < 1)) {
      throw new IllegalArgumentException(name + " (" + value + ") must be at least 0 and below 1");
    }
  }

  static long requireSteps(String name, long steps) {
    if (steps < 1) {
      throw new IllegalArgumentException(name + " (" + steps + ") must be 1 or more");
    }
    return steps;
  }
}
