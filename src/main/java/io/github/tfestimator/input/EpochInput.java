package io.github.tfestimator.input;

import java.util.NoSuchElementException;
import java.util.SortedMap;
import java.util.function.LongFunction;

/** Epochs of a set of examples, laid end to end and cut into batches. */
final class EpochInput implements InputFn {
  private final ExampleSet examples;
  private final Batching batching;
  private final LongFunction<int[]> orderOfEpoch;

  /**
   * Creates an input of several epochs.
   *
   * @param orderOfEpoch the order of all examples in an epoch, a function of the epoch alone
   */
  EpochInput(ExampleSet examples, Batching batching, LongFunction<int[]> orderOfEpoch) {
    this.examples = examples;
    this.batching = batching;
    this.orderOfEpoch = orderOfEpoch;
  }

  @Override
  public SortedMap<String, TensorSpec> features() {
    return examples.features();
  }

  @Override
  public SortedMap<String, TensorSpec> labels() {
    return examples.labels();
  }

  @Override
  public boolean repeats() {
    return batching.repeats();
  }

  @Override
  public BatchIterator from(long batch) {
    return new Cursor(batching.start(batch));
  }

  private final class Cursor implements BatchIterator {
    private long position;
    private long epoch = -1;
    private int[] order = {};

    Cursor(long position) {
      this.position = position;
    }

    @Override
    public boolean hasNext() {
      return position < batching.total();
    }

    @Override
    public Batch next() {
      if (!hasNext()) {
        throw new NoSuchElementException("no batch after the last one");
      }
      int[] rows = new int[batching.sizeAt(position)];
      for (int i = 0; i < rows.length; i++, position++) {
        rows[i] = exampleAt(position);
      }
      return examples.select(rows);
    }

    @Override
    public void skip(long batches) {
      for (long i = 0; i < batches && hasNext(); i++) {
        position += batching.sizeAt(position);
      }
    }

    private int exampleAt(long place) {
      if (place / examples.size() != epoch) {
        epoch = place / examples.size();
        order = orderOfEpoch.apply(epoch);
      }
      return order[(int) (place % examples.size())];
    }
  }
}
