package io.github.tfestimator.input;

/**
 * The cutting of examples, laid end to end, into batches.
 *
 * @param batchSize examples per batch
 * @param total the number of examples to deliver; {@code Long.MAX_VALUE} without end
 */
record Batching(int batchSize, long total) {

  Batching {
    if (batchSize < 1) {
      throw new IllegalArgumentException("batchSize (" + batchSize + ") must be 1 or more");
    }
  }

  /**
   * Creates the cutting of a number of epochs.
   *
   * @param examples the number of examples of an epoch
   * @throws IllegalArgumentException if batchSize or epochs is less than 1
   */
  static Batching finite(int batchSize, long examples, int epochs) {
    if (epochs < 1) {
      throw new IllegalArgumentException("epochs (" + epochs + ") must be 1 or more");
    }
    return new Batching(batchSize, Math.multiplyExact(examples, epochs));
  }

  /**
   * Creates the cutting of epochs without end.
   *
   * @param examples the number of examples of an epoch
   * @throws IllegalArgumentException if batchSize isn't 1 to examples
   */
  static Batching endless(int batchSize, long examples) {
    if (batchSize < 1 || batchSize > examples) {
      throw new IllegalArgumentException(
          "batchSize (%d) must be 1 to %d, the number of examples: take a smaller one, or more examples"
              .formatted(batchSize, examples));
    }
    return new Batching(batchSize, Long.MAX_VALUE);
  }

  boolean repeats() {
    return total == Long.MAX_VALUE;
  }

  /**
   * Returns the place of a batch's first example.
   *
   * @throws IllegalArgumentException if the batch is below 0
   */
  long start(long batch) {
    if (batch < 0) {
      throw new IllegalArgumentException("batch (" + batch + ") must be 0 or more");
    }
    // Compared before multiplying, which a huge number would overflow.
    return batch > total / batchSize ? total : batch * batchSize;
  }

  /** Returns the size of the batch that begins at a place: the last one may be short. */
  int sizeAt(long position) {
    return (int) Math.min(batchSize, total - position);
  }
}
