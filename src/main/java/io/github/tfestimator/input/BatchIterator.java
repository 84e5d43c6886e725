package io.github.tfestimator.input;

import java.util.Iterator;

/** The batches of an input, in order. Belongs to one thread. */
public interface BatchIterator extends Iterator<Batch>, AutoCloseable {

  /**
   * Passes over batches.
   *
   * @param batches their number; at the end there may be fewer
   */
  default void skip(long batches) {
    for (long i = 0; i < batches && hasNext(); i++) {
      next();
    }
  }

  /** Closes the files that are open, if any. May be called again. */
  @Override
  default void close() {}
}
