package io.github.tfestimator.benchmark;

import io.github.tfestimator.estimator.Estimator;
import io.github.tfestimator.estimator.Steps;
import io.github.tfestimator.input.Batch;
import io.github.tfestimator.input.BatchIterator;
import io.github.tfestimator.input.InputFn;
import io.github.tfestimator.input.TensorSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.function.Consumer;

/**
 * A training on a thread of its own, which runs some steps when asked to and waits between for its
 * next batch. All that it does in these steps counts, reading of batches and hooks included; what
 * it does before the first step and after the last one doesn't.
 */
public final class PausableTraining implements AutoCloseable {
  /** More steps than anyone waits for: the training ends when it is closed. */
  public static final Steps ENDLESS = Steps.more(Integer.MAX_VALUE);

  private final Thread thread;
  private final List<Double> seconds = new ArrayList<>();
  private long allowed;
  private long asked;
  private long start;
  private boolean closed;

  private PausableTraining(InputFn input, Consumer<InputFn> training) {
    thread = new Thread(() -> train(input, training), "training");
  }

  /** Starts to train an estimator on an endless input; the first step waits. */
  public static PausableTraining start(Estimator estimator, InputFn input) {
    return start(input, pausing -> estimator.train(pausing, ENDLESS));
  }

  /** Starts a training that ends with the input that it is given. */
  public static PausableTraining start(InputFn input, Consumer<InputFn> training) {
    var pausable = new PausableTraining(input, training);
    pausable.thread.start();
    return pausable;
  }

  /** Runs some steps, and returns the seconds of each of those after the warm-up. */
  public synchronized double[] secondsOfSteps(int warmUp, int steps) {
    seconds.clear();
    allowed += warmUp + steps;
    notifyAll();
    while (asked <= allowed && !closed) {
      await();
    }
    if (asked <= allowed) {
      throw new IllegalStateException("The training ended before its turn did; see the log.");
    }
    return seconds.stream().skip(warmUp).mapToDouble(Double::doubleValue).toArray();
  }

  private void train(InputFn input, Consumer<InputFn> training) {
    try {
      training.accept(new PausingInput(input));
    } finally {
      end();
    }
  }

  /** Ends a step, which began when the training got its last batch. */
  private synchronized void awaitTurn() {
    if (asked > 0) {
      seconds.add((System.nanoTime() - start) / 1e9);
    }
    asked++;
    notifyAll();
    while (asked > allowed && !closed) {
      await();
    }
    start = System.nanoTime();
  }

  private synchronized void end() {
    closed = true;
    notifyAll();
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

  /** Lets the training end as at the end of its input, after one more step. */
  @Override
  public void close() {
    end();
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException("Nothing interrupts the benchmark's threads.", e);
    }
  }

  private final class PausingInput implements InputFn {
    private final InputFn input;

    PausingInput(InputFn input) {
      this.input = input;
    }

    @Override
    public SortedMap<String, TensorSpec> features() {
      return input.features();
    }

    @Override
    public SortedMap<String, TensorSpec> labels() {
      return input.labels();
    }

    @Override
    public boolean repeats() {
      return input.repeats();
    }

    @Override
    public BatchIterator from(long first) {
      BatchIterator batches = input.from(first);
      return new BatchIterator() {
        @Override
        public boolean hasNext() {
          return !isClosed() && batches.hasNext();
        }

        @Override
        public Batch next() {
          awaitTurn();
          return batches.next();
        }

        @Override
        public void close() {
          batches.close();
        }
      };
    }
  }
}
