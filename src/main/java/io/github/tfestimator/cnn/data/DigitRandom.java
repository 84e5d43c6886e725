package io.github.tfestimator.cnn.data;

import io.github.tfestimator.input.SplitMix64;

/** The randomness of one image. */
final class DigitRandom {
  private final SplitMix64 bits;

  /**
   * Derives the random numbers of one image from the seed.
   *
   * @param seed the seed of all images
   * @param image the image's index; each image has its own numbers
   */
  DigitRandom(long seed, long image) {
    bits = new SplitMix64(SplitMix64.mix(SplitMix64.mix(seed) + image * SplitMix64.GOLDEN_GAMMA));
  }

  /** {@return a uniform random number from {@code low} to {@code high}} */
  double between(double low, double high) {
    return low + (high - low) * unit();
  }

  /**
   * Returns a normally distributed number around 0, cut off at three standard deviations.
   *
   * @param spread the standard deviation
   * @return a number at most three times the spread from 0, as the tails would be no handwriting
   */
  double about0(double spread) {
    return 2 * spread * (unit() + unit() + unit() - 1.5);
  }

  private double unit() {
    return (bits.next() >>> 11) * 0x1.0p-53;
  }
}
