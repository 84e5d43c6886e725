package io.github.tfestimator.input;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PermutationsTest {

  /**
   * Pinned, so that a change of JDK or of the code that would give a resumed training other batches
   * is seen. The orders were computed with a SplitMix64 in Python:
   *
   * <pre>{@code
   * G, M = 0x9E3779B97F4A7C15, 2**64 - 1
   * def mix(z):
   *   z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9 & M
   *   z = (z ^ z >> 27) * 0x94D049BB133111EB & M
   *   return z ^ z >> 31
   * def shuffled(n, seed, epoch):
   *   order, state = list(range(n)), mix(mix(seed + G & M) + epoch & M)
   *   for i in range(n - 1, 0, -1):
   *     state = state + G & M
   *     j = (mix(state) >> 1) % (i + 1)
   *     order[i], order[j] = order[j], order[i]
   *   return order
   * }</pre>
   */
  @Test
  void theOrderIsThatOfSplitMix64() {
    assertThat(Permutations.shuffled(10, 42, 0)).containsExactly(8, 4, 7, 3, 1, 6, 2, 9, 0, 5);
    assertThat(Permutations.shuffled(10, 42, 1)).containsExactly(0, 2, 8, 9, 4, 6, 7, 1, 5, 3);
    assertThat(Permutations.shuffled(10, -7, 1L << 40))
        .containsExactly(3, 4, 9, 6, 0, 5, 8, 7, 2, 1);
  }

  @Test
  void eachExampleComesEquallyOftenAtEachPlace() {
    int[][] counts = new int[10][10];
    for (int epoch = 0; epoch < 10_000; epoch++) {
      int[] order = Permutations.shuffled(10, 42, epoch);
      for (int place = 0; place < 10; place++) {
        counts[place][order[place]]++;
      }
    }
    // 1000 expected, standard deviation 30; the generator is deterministic, so this can't flicker.
    for (int[] places : counts) {
      for (int count : places) {
        assertThat(count).isBetween(850, 1150);
      }
    }
  }
}
