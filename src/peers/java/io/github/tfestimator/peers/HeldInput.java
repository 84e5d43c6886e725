package io.github.tfestimator.peers;

import io.github.tfestimator.input.Batch;
import io.github.tfestimator.input.InputFn;
import java.util.Iterator;
import java.util.SortedMap;

/**
 * An input that holds its training up between turns, so that one training is measured in parts: its
 * hooks run as often as they naturally do, and nothing is built or restored in a turn.
 */
final class HeldInput implements InputFn {
  private final InputFn input;
  private long allowed;
  private long asked;
  private long timedFrom = Long.MAX_VALUE;
  private long start;
  private long end;
  private boolean closed;

  HeldInput(InputFn input) {
    this.input = input;
  }

  /**
   * Lets the training go on for so many steps; seconds for each of those after the warm-up, 1 or
   * more.
   */
  synchronized double secondsPerStep(int warmUp, int steps) {
    timedFrom = allowed + warmUp;
    allowed += warmUp + steps;
    notifyAll();
    while (asked <= allowed && !closed) {
      await();
    }
    if (asked <= allowed) {
      throw new IllegalStateException("The training ended before its turn did; see the log.");
    }
    return (end - start) / 1e9 / steps;
  }

  /** Lets the training end, or tells that it has. */
  synchronized void close() {
    closed = true;
    notifyAll();
  }

  /** The training wants one more batch: what it did since the last time is a step. */
  private synchronized void awaitTurn() {
    if (asked == timedFrom) {
      start = System.nanoTime();
    }
    if (asked == allowed) {
      end = System.nanoTime();
    }
    asked++;
    notifyAll();
    while (asked > allowed && !closed) {
      await();
    }
  }

  private synchronized boolean isClosed() {
    return closed;
  }

  private void await() {
    try {
      wait();
    } catch (InterruptedException e) {
      throw new IllegalStateException("Nothing interrupts the benchmark's threads.", e);
    }
  }

  @Override
  public SortedMap<String, Integer> featureWidths() {
    return input.featureWidths();
  }

  @Override
  public boolean repeats() {
    return input.repeats();
  }

  @Override
  public Iterator<Batch> from(long first) {
    Iterator<Batch> batches = input.from(first);
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return !isClosed() && batches.hasNext();
      }

      @Override
      public Batch next() {
        awaitTurn();
        return batches.next();
      }
    };
  }
}
