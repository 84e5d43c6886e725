package io.github.tfestimator.input;

import java.util.Iterator;

/** The batches of an input, in order. Belongs to one thread. */
public interface BatchIterator extends Iterator<Batch>, AutoCloseable {

  /** Closes the files that are open, if any. May be called again. */
  @Override
  default void close() {}
}
