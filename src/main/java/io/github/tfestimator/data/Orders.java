package io.github.tfestimator.data;

import java.util.stream.IntStream;

/** In which order examples are taken. */
final class Orders {
  private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;

  private Orders() {}

  /**
   * @param n how many examples
   * @return 0 to n - 1
   */
  static int[] ascending(int n) {
    return IntStream.range(0, n).toArray();
  }

  /**
   * A random order that (seed, epoch) alone decides, now and under any later JDK: hence a generator
   * of our own, SplitMix64, and not the JDK's, whose sequences aren't promised.
   *
   * @param n how many examples
   * @param seed the seed
   * @param epoch which pass over the examples, from 0
   * @return the numbers 0 to n - 1, all orders equally likely (Fisher-Yates)
   * @see <a href="https://doi.org/10.1145/2660193.2660195">Steele, Lea and Flood, Fast splittable
   *     pseudorandom number generators, 2014</a>
   */
  static int[] shuffled(int n, long seed, long epoch) {
    int[] order = ascending(n);
    // Mixed twice, so that neighbouring seeds and epochs don't share sequences.
    long state = mix(mix(seed + GOLDEN_GAMMA) + epoch);
    for (int i = n - 1; i > 0; i--) {
      state += GOLDEN_GAMMA;
      // 63 bits to so small a range: the bias, below 2^-32, is not worth a rejection loop.
      swap(order, i, (int) ((mix(state) >>> 1) % (i + 1)));
    }
    return order;
  }

  static void swap(int[] order, int i, int j) {
    int kept = order[i];
    order[i] = order[j];
    order[j] = kept;
  }

  private static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
