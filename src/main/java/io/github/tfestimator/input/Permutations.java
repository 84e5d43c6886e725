package io.github.tfestimator.input;

import java.util.stream.IntStream;

/** The orders in which examples are read. */
final class Permutations {
  private Permutations() {}

  /**
   * Returns the order without a permutation.
   *
   * @param n the number of examples
   * @return 0 to n - 1
   */
  static int[] ascending(int n) {
    return IntStream.range(0, n).toArray();
  }

  /**
   * A random order that (seed, epoch) alone decides, now and under any later JDK: hence {@link
   * SplitMix64} and not the JDK's generators, whose sequences aren't promised.
   *
   * @param n the number of examples
   * @param seed the seed
   * @param epoch the number of the pass over the examples, from 0
   * @return the numbers 0 to n - 1, all orders equally likely (Fisher-Yates)
   */
  static int[] shuffled(int n, long seed, long epoch) {
    int[] order = ascending(n);
    // Mixed twice, so that neighboring seeds and epochs don't share sequences.
    var bits =
        new SplitMix64(SplitMix64.mix(SplitMix64.mix(seed + SplitMix64.GOLDEN_GAMMA) + epoch));
    for (int i = n - 1; i > 0; i--) {
      // 63 bits to so small a range: the bias, below 2^-32, is not worth a rejection loop.
      swap(order, i, (int) ((bits.next() >>> 1) % (i + 1)));
    }
    return order;
  }

  static void swap(int[] order, int i, int j) {
    int kept = order[i];
    order[i] = order[j];
    order[j] = kept;
  }
}
