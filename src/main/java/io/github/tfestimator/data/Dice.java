package io.github.tfestimator.data;

/**
 * The randomness of one picture. The generator is SplitMix64 (Steele, Lea and Flood, "Fast
 * splittable pseudorandom number generators", OOPSLA 2014), written out because the JDK promises
 * the bits of no generator that starts well from seeds as close as 1, 2, 3.
 */
final class Dice {
  private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;

  private long state;

  /**
   * @param seed of all pictures
   * @param picture which of them; each has its own numbers
   */
  Dice(long seed, long picture) {
    state = mix(mix(seed) + picture * GOLDEN_GAMMA);
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
    state += GOLDEN_GAMMA;
    return (mix(state) >>> 11) * 0x1.0p-53;
  }

  private static long mix(long bits) {
    long mixed = (bits ^ (bits >>> 30)) * 0xbf58476d1ce4e5b9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
    return mixed ^ (mixed >>> 31);
  }
}
