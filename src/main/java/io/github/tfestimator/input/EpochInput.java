package io.github.tfestimator.input;

import java.util.NoSuchElementException;
import java.util.SortedMap;
import java.util.function.LongFunction;

/** Epochs of a set of examples, laid end to end and cut into batches. */
final class EpochInput implements InputFn {
  private final ExampleSet examples;
  private final int batchSize;
  private final long total;
  private final LongFunction<int[]> orderOfEpoch;

  /**
   * Creates an input of several epochs.
   *
   * @param total the number of examples to deliver; {@code Long.MAX_VALUE} for an endless input
   * @param orderOfEpoch the order of all examples in an epoch, a function of the epoch alone
   */
  EpochInput(ExampleSet examples, int batchSize, long total, LongFunction<int[]> orderOfEpoch) {
    if (batchSize < 1 || batchSize > examples.size()) {
      throw new IllegalArgumentException(
          "batchSize (%d) must be 1 to %d, the number of examples"
              .formatted(batchSize, examples.size()));
    }
    this.examples = examples;
    this.batchSize = batchSize;
    this.total = total;
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
    return total == Long.MAX_VALUE;
  }

  @Override
  public BatchIterator from(long batch) {
    if (batch < 0) {
      throw new IllegalArgumentException("batch (" + batch + ") must be 0 or more");
    }
    // Compared before multiplying, which a huge number would overflow.
    return new Cursor(batch > total / batchSize ? total : batch * batchSize);
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
      return position < total;
    }

    @Override
    public Batch next() {
      if (!hasNext()) {
        throw new NoSuchElementException("no batch after the last one");
      }
      int[] rows = new int[(int) Math.min(batchSize, total - position)];
      for (int i = 0; i < rows.length; i++, position++) {
        rows[i] = exampleAt(position);
      }
      return examples.select(rows);
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
