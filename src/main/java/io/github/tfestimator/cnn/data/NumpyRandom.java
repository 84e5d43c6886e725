package io.github.tfestimator.cnn.data;

import java.util.stream.IntStream;

/**
 * NumPy's legacy generator, {@code numpy.random.RandomState}, as far as a permutation needs it: the
 * Mersenne Twister MT19937.
 *
 * @see <a href="https://doi.org/10.1145/272991.272995">Matsumoto and Nishimura 1998, and their
 *     program mt19937ar.c of 2002, whose init_genrand seeds it</a>
 */
final class NumpyRandom {
  private static final int N = 624;
  private static final int M = 397;

  private final int[] state = new int[N];
  private int next = N;

  /**
   * Seeds the generator.
   *
   * @param seed the seed, read as an unsigned number of 32 bits
   */
  NumpyRandom(int seed) {
    state[0] = seed;
    for (int i = 1; i < N; i++) {
      state[i] = 1812433253 * (state[i - 1] ^ (state[i - 1] >>> 30)) + i;
    }
  }

  /** {@return the next 32 random bits} */
  int nextInt() {
    if (next == N) {
      twist();
    }
    int y = state[next++];
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    return y ^ (y >>> 18);
  }

  /**
   * {@code RandomState.permutation}: Fisher-Yates from the end, each place drawn by masking and
   * rejecting.
   *
   * @param n the number of values, 1 or more
   * @return the numbers 0 to n - 1 in random order
   */
  int[] permutation(int n) {
    int[] order = IntStream.range(0, n).toArray();
    for (int i = n - 1; i > 0; i--) {
      int mask = -1 >>> Integer.numberOfLeadingZeros(i);
      int j = nextInt() & mask;
      while (j > i) {
        j = nextInt() & mask;
      }
      int swapped = order[i];
      order[i] = order[j];
      order[j] = swapped;
    }
    return order;
  }

  private void twist() {
    for (int i = 0; i < N; i++) {
      int y = (state[i] & 0x80000000) | (state[(i + 1) % N] & 0x7fffffff);
      state[i] = state[(i + M) % N] ^ (y >>> 1) ^ ((y & 1) * 0x9908b0df);
    }
    next = 0;
  }
}
