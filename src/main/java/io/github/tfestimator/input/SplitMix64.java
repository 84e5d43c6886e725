package io.github.tfestimator.input;

/**
 * The generator SplitMix64, written out because the JDK promises the bits of no generator that
 * starts well from seeds as close as 1, 2, 3.
 *
 * @see <a href="https://doi.org/10.1145/2660193.2660195">Steele, Lea and Flood, Fast splittable
 *     pseudorandom number generators, 2014</a>
 */
public final class SplitMix64 {
  /** The step from one state to the next: an odd number, so that all states come. */
  public static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;

  private long state;

  /**
   * Creates a generator.
   *
   * @param state any number; the same one gives the same sequence
   */
  public SplitMix64(long state) {
    this.state = state;
  }

  /** {@return the next 64 random bits} */
  public long next() {
    state += GOLDEN_GAMMA;
    return mix(state);
  }

  /**
   * Spreads the bits of a number over all 64.
   *
   * @param bits any number
   * @return its mixed bits; different numbers have different ones
   */
  public static long mix(long bits) {
    long mixed = (bits ^ (bits >>> 30)) * 0xbf58476d1ce4e5b9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
    return mixed ^ (mixed >>> 31);
  }
}
