package io.github.tfestimator.input;

import java.util.concurrent.atomic.AtomicInteger;

/** Another input, of which the number of closed iterators is counted. */
record ClosableInput(InputFn input, AtomicInteger closed) implements DelegatingInput {
  ClosableInput(InputFn input) {
    this(input, new AtomicInteger());
  }

  @Override
  public BatchIterator from(long batch) {
    BatchIterator source = input.from(batch);
    return new BatchIterator() {
      @Override
      public boolean hasNext() {
        return source.hasNext();
      }

      @Override
      public Batch next() {
        return source.next();
      }

      @Override
      public void close() {
        closed.incrementAndGet();
      }
    };
  }
}
