package io.github.tfestimator.parity;

import io.github.tfestimator.input.Batch;
import io.github.tfestimator.input.InputFn;
import java.util.Iterator;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Pictures in batches of a test's own.
 *
 * @param count how many batches
 * @param batch the batch of a number
 */
record GivenBatches(int count, IntFunction<Batch> batch) implements InputFn {
  @Override
  public SortedMap<String, Integer> featureWidths() {
    return new TreeMap<>(Map.of("x", 784));
  }

  @Override
  public boolean repeats() {
    return false;
  }

  @Override
  public Iterator<Batch> from(long first) {
    return IntStream.range((int) first, count).mapToObj(batch).iterator();
  }
}
