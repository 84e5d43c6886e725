package io.github.tfestimator.cnn.report;

/** Colors of numbers: orange above 0, blue below, white for 0. */
final class Colors {
  private static final int[] POSITIVE = {194, 80, 10};
  private static final int[] NEGATIVE = {11, 98, 168};

  private Colors() {}

  /**
   * Returns a color.
   *
   * @param value from -1 to 1
   * @return red, green and blue, a byte each
   */
  static int diverging(float value) {
    int[] full = value < 0 ? NEGATIVE : POSITIVE;
    int rgb = 0;
    for (int part : full) {
      rgb = rgb << 8 | Math.round(255 + Math.min(1, Math.abs(value)) * (part - 255));
    }
    return rgb;
  }
}
