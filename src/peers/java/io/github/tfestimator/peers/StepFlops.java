package io.github.tfestimator.peers;

/**
 * The floating point operations of a training step's products, two for each: those of its outputs,
 * of its kernels' gradients, and of its inputs' gradients, which the first layer doesn't need.
 */
final class StepFlops {
  private StepFlops() {}

  static double count() {
    double conv1 = conv(Sizes.SIDE, 1, Sizes.FILTERS1);
    double conv2 = conv(Sizes.SIDE / 2, Sizes.FILTERS1, Sizes.FILTERS2);
    double dense = 2.0 * Sizes.FLAT * Sizes.UNITS;
    double logits = 2.0 * Sizes.UNITS * Sizes.CLASSES;
    return Sizes.TRAINING_BATCH * (2 * conv1 + 3 * (conv2 + dense + logits));
  }

  private static double conv(int side, int in, int out) {
    return 2.0 * side * side * Sizes.WINDOW * Sizes.WINDOW * in * out;
  }
}
