package io.github.tfestimator.input;

/**
 * The cutting of examples, laid end to end, into batches.
 *
 * @param batchSize examples per batch
 * @param total the number of examples to deliver; {@code Long.MAX_VALUE} without end
 */
record Batching(int batchSize, long total) {

  /**
   * Creates the cutting for examples that are held somewhere.
   *
   * @param examples how many examples there are, which may come several times
   * @throws IllegalArgumentException if batchSize isn't 1 to examples
   */
  static Batching of(int batchSize, long examples, long total) {
    if (batchSize < 1 || batchSize > examples) {
      throw new IllegalArgumentException(
          "batchSize (%d) must be 1 to %d, the number of examples".formatted(batchSize, examples));
    }
    return new Batching(batchSize, total);
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
