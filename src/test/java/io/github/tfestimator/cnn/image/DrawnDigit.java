package io.github.tfestimator.cnn.image;

import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * An MNIST digit, drawn large and crisp.
 *
 * @param pixels MNIST's 784 pixels
 * @param label the digit
 * @param ink 280x280, from 0 to 1
 * @param isLight whether to draw with light ink on dark
 * @param random where all that is random comes from
 */
record DrawnDigit(byte[] pixels, int label, Plane ink, boolean isLight, RandomGenerator random) {
  static final int SIDE = 280;

  /** The factor by which the ink's edges are steeper than in the enlarged image. */
  private static final double STEEPNESS = 12;

  static DrawnDigit of(byte[] pixels, int label, boolean isLight, long seed) {
    Plane large = Resizing.resize(gray(pixels), SIDE, SIDE);
    Plane ink = large.map(v -> Math.min(1, Math.max(0, 0.5 + (v - 128) / 255 * STEEPNESS)));
    return new DrawnDigit(pixels, label, ink, isLight, new SplittableRandom(seed));
  }

  /** MNIST's own image. */
  static Plane gray(byte[] pixels) {
    return Plane.of(28, 28, (x, y) -> pixels[28 * y + x] & 0xff);
  }

  /** Draws ink on paper; light on dark, both are inverted. */
  Plane on(double paper, double inkGray, Plane newInk) {
    return newInk.map(
        v -> {
          double gray = paper * (1 - v) + inkGray * v;
          return isLight ? 255 - gray : gray;
        });
  }

  /** Draws black on white, or white on black. */
  Plane clean(Plane newInk) {
    return on(255, 0, newInk);
  }

  /** Adds noise of a standard deviation. */
  Plane noisy(Plane gray, double strength) {
    return gray.map(v -> v + strength * random.nextGaussian());
  }

  /** {@return 1 or -1} */
  int sign() {
    return random.nextBoolean() ? 1 : -1;
  }
}
