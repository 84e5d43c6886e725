package io.github.tfestimator.input;

import java.util.SortedMap;

/**
 * Examples that can be picked by number, such as arrays in memory. The methods with {@code batches}
 * in their names make inputs of them, in orders that (seed, epoch) alone decides.
 *
 * <p>Implementations are immutable, and safe for any number of threads.
 */
public interface ExampleSet {

  /** {@return the number of examples} */
  int size();

  /** {@return the type and shape of one example's features, by name} */
  SortedMap<String, TensorSpec> features();

  /** {@return the type and shape of one example's labels, by name; empty if there are none} */
  SortedMap<String, TensorSpec> labels();

  /**
   * Picks examples.
   *
   * @param rows their numbers, from 0, in the order of the batch
   * @return the examples, in arrays of their own
   */
  Batch select(int[] rows);

  /**
   * Returns each example once, in order: {@code numpy_input_fn(num_epochs=1, shuffle=False)}. The
   * last batch may be short.
   *
   * @param batchSize examples per batch, 1 or more
   * @return the batches
   * @throws IllegalArgumentException if batchSize is less than 1
   */
  default InputFn batches(int batchSize) {
    return batches(batchSize, 1);
  }

  /**
   * Returns the examples in order for a number of epochs: {@code numpy_input_fn(num_epochs=epochs,
   * shuffle=False)}. A batch may contain the end of an epoch and the start of the next. The very
   * last batch may be short.
   *
   * @param batchSize examples per batch, 1 or more
   * @param epochs the number of passes over the examples, 1 or more
   * @return the batches
   * @throws IllegalArgumentException if batchSize or epochs is less than 1
   */
  default InputFn batches(int batchSize, int epochs) {
    return new EpochInput(
        this, Batching.finite(batchSize, size(), epochs), epoch -> Permutations.ascending(size()));
  }

  /**
   * Returns batches for training without end: {@code numpy_input_fn(num_epochs=None,
   * shuffle=True)}. In each epoch all examples come, in a new random order. All batches are full; a
   * batch may contain the end of an epoch and the start of the next. Opening at a distant batch
   * costs no more than one epoch's shuffling.
   *
   * @param batchSize examples per batch, 1 to {@link #size()}
   * @param seed decides the orders
   * @return the batches
   * @throws IllegalArgumentException if batchSize is out of its range
   */
  default InputFn shuffledBatches(int batchSize, long seed) {
    return new EpochInput(
        this,
        Batching.endless(batchSize, size()),
        epoch -> Permutations.shuffled(size(), seed, epoch));
  }

  /**
   * Returns the same batches for a number of epochs: {@code numpy_input_fn(num_epochs=epochs,
   * shuffle=True)}. The very last batch may be short.
   *
   * @param batchSize examples per batch, 1 or more
   * @param seed decides the orders
   * @param epochs the number of passes over the examples, 1 or more
   * @return the batches
   * @throws IllegalArgumentException if batchSize or epochs is less than 1
   */
  default InputFn shuffledBatches(int batchSize, long seed, int epochs) {
    return new EpochInput(
        this,
        Batching.finite(batchSize, size(), epochs),
        epoch -> Permutations.shuffled(size(), seed, epoch));
  }
}
