package io.github.tfestimator.cnn.data;

import io.github.tfestimator.input.SplitMix64;

/** The randomness of one picture. */
final class DigitRandom {
  private final SplitMix64 bits;

  /**
   * @param seed of all pictures
   * @param picture which of them; each has its own numbers
   */
  DigitRandom(long seed, long picture) {
    bits = new SplitMix64(SplitMix64.mix(SplitMix64.mix(seed) + picture * SplitMix64.GOLDEN_GAMMA));
  }

  /**
   * @return a number from {@code low} to {@code high}, all as likely
   */
  double between(double low, double high) {
    return low + (high - low) * unit();
  }

  /**
   * @param spread the standard deviation
   * @return a number about 0 and no farther from it than three times the spread: a normal
   *     distribution without its tails, which would be no handwriting
   */
  double about0(double spread) {
    return 2 * spread * (unit() + unit() + unit() - 1.5);
  }

  private double unit() {
    return (bits.next() >>> 11) * 0x1.0p-53;
  }
}
