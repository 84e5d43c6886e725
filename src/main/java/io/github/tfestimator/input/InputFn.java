package io.github.tfestimator.input;

import java.util.SortedMap;

/**
 * A source of examples: a sequence of batches that can be opened at any place and is the same each
 * time. So a training that was stopped goes on with the batches that it would have seen.
 *
 * <p>{@link ArrayInput} makes one of arrays.
 */
public interface InputFn {

  /** {@return the type and shape of one example's features, by name} */
  SortedMap<String, TensorSpec> features();

  /** {@return the type and shape of one example's labels, by name; empty if there are none} */
  SortedMap<String, TensorSpec> labels();

  /**
   * Tells whether the sequence never ends. Training reads an endless input from the batch whose
   * number is the global step, a finite one from its start.
   *
   * @return true if it never ends
   */
  boolean repeats();

  /**
   * Opens the sequence.
   *
   * @param batch the number of the first batch wanted, from 0
   * @return the batches from that one on, to be closed by the caller
   */
  BatchIterator from(long batch);

  /**
   * Returns the same input with a check: a batch with a feature or label that is NaN or infinite is
   * an error that names it and the batch.
   *
   * @return the checked input
   */
  default InputFn checkingFinite() {
    return new FiniteInput(this);
  }

  /**
   * Returns every count-th batch: {@code Dataset.shard}. In a cluster the estimator gives each
   * worker of a synchronous training its shard.
   *
   * @param count the number of shards, 1 or more
   * @param index the number of the first batch, 0 to count - 1
   * @return the batches index, index + count, index + 2 * count, ...
   * @throws IllegalArgumentException if a number is out of range
   */
  default InputFn shard(int count, int index) {
    return new ShardInput(this, count, index);
  }

  /**
   * Returns the same batches, prepared ahead by a thread: {@code Dataset.prefetch}.
   *
   * @param batches how many batches wait at most, 1 or more
   * @return the input; its iterators must be closed
   * @throws IllegalArgumentException if batches is less than 1
   */
  default InputFn prefetch(int batches) {
    return new PrefetchInput(this, batches);
  }
}
