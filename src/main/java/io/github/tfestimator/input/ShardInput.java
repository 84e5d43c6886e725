package io.github.tfestimator.input;

/**
 * Every count-th batch of another input, beginning with the index-th.
 *
 * @param input all batches
 * @param count the number of shards
 * @param index the number of this shard, from 0
 */
record ShardInput(InputFn input, int count, int index) implements DelegatingInput {
  ShardInput {
    if (count < 1 || index < 0 || index >= count) {
      throw new IllegalArgumentException(
          "index (%d) must be 0 to count (%d) - 1".formatted(index, count));
    }
  }

  @Override
  public BatchIterator from(long batch) {
    BatchIterator all = input.from(Math.addExact(Math.multiplyExact(batch, count), index));
    return new BatchIterator() {
      private boolean isAtOther;

      @Override
      public boolean hasNext() {
        if (isAtOther) {
          all.skip(count - 1L);
          isAtOther = false;
        }
        return all.hasNext();
      }

      @Override
      public Batch next() {
        hasNext();
        isAtOther = true;
        return all.next();
      }

      @Override
      public void close() {
        all.close();
      }
    };
  }
}
