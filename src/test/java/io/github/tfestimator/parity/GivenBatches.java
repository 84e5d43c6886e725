package io.github.tfestimator.parity;

import io.github.tfestimator.Rows;
import io.github.tfestimator.input.Batch;
import io.github.tfestimator.input.BatchIterator;
import io.github.tfestimator.input.InputFn;
import io.github.tfestimator.input.TensorSpec;
import java.util.SortedMap;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Images in batches of a test's own.
 *
 * @param count how many batches
 * @param batch the batch of a number
 */
record GivenBatches(int count, IntFunction<Batch> batch) implements InputFn {
  @Override
  public SortedMap<String, TensorSpec> features() {
    return Rows.features(784);
  }

  @Override
  public SortedMap<String, TensorSpec> labels() {
    return Rows.labels();
  }

  @Override
  public boolean repeats() {
    return false;
  }

  @Override
  public BatchIterator from(long first) {
    return Rows.iterator(IntStream.range((int) first, count).mapToObj(batch).iterator());
  }
}
