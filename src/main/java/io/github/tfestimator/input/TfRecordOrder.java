package io.github.tfestimator.input;

import java.util.OptionalLong;

/**
 * The order in which an epoch reads chunks of records: their order and that of the records within a
 * window of some chunks. The seed and the epoch alone decide it.
 *
 * @param seed none for the files' order
 * @param chunksPerWindow the number of chunks in memory
 */
record TfRecordOrder(OptionalLong seed, int chunksPerWindow) {

  /** {@return the order of a number of chunks} */
  int[] chunks(int count, long epoch) {
    return seed.isPresent()
        ? Permutations.shuffled(count, seed.getAsLong(), epoch)
        : Permutations.ascending(count);
  }

  /** {@return the order of a number of records in an epoch's window} */
  int[] records(int count, long epoch, int window) {
    // A seed for each epoch, which has nothing in common with that of the chunks' order.
    return seed.isPresent()
        ? Permutations.shuffled(count, SplitMix64.mix(seed.getAsLong()) + epoch, window)
        : Permutations.ascending(count);
  }
}
