package io.github.tfestimator.input;

import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/** The same batches in the same order as another input's, prepared ahead by a thread. */
final class PrefetchInput implements DelegatingInput {
  private final InputFn input;
  private final int batches;

  /**
   * Creates an input that prepares batches ahead.
   *
   * @param batches how many batches wait at most, 1 or more
   */
  PrefetchInput(InputFn input, int batches) {
    if (batches < 1) {
      throw new IllegalArgumentException("batches (" + batches + ") must be 1 or more");
    }
    this.input = input;
    this.batches = batches;
  }

  @Override
  public InputFn input() {
    return input;
  }

  /** Prepares no batch of another shard. */
  @Override
  public InputFn shard(int count, int index) {
    return input.shard(count, index).prefetch(batches);
  }

  @Override
  public BatchIterator from(long batch) {
    return new Ahead(input.from(batch), batches);
  }

  /**
   * A batch, the end or an error.
   *
   * @param batch the batch; none at the end and after an error
   * @param error what reading threw, if it did
   */
  private record Item(Optional<Batch> batch, Optional<Throwable> error) {}

  private static final class Ahead implements BatchIterator {
    private final BatchIterator source;
    private final BlockingQueue<Item> waiting;
    private final Thread thread;
    private Optional<Item> next = Optional.empty();
    private volatile boolean closed;

    Ahead(BatchIterator source, int batches) {
      this.source = source;
      waiting = new ArrayBlockingQueue<>(batches);
      thread = new Thread(this::read, "batches-ahead");
      thread.setDaemon(true);
      thread.start();
    }

    private void read() {
      try {
        while (!closed && source.hasNext()) {
          waiting.put(new Item(Optional.of(source.next()), Optional.empty()));
        }
        waiting.put(new Item(Optional.empty(), Optional.empty()));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (RuntimeException | Error e) {
        putError(e);
      }
    }

    private void putError(Throwable e) {
      try {
        if (!closed) {
          waiting.put(new Item(Optional.empty(), Optional.of(e)));
        }
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
      }
    }

    @Override
    public boolean hasNext() {
      if (next.isEmpty()) {
        next = Optional.of(take());
      }
      next.get()
          .error()
          .ifPresent(
              error -> {
                if (error instanceof RuntimeException unchecked) {
                  throw unchecked;
                }
                throw (Error) error;
              });
      return next.get().batch().isPresent();
    }

    private Item take() {
      try {
        return waiting.take();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted while waiting for a batch", e);
      }
    }

    @Override
    public Batch next() {
      if (!hasNext()) {
        throw new NoSuchElementException("no batch after the last one");
      }
      Batch batch = next.get().batch().orElseThrow();
      next = Optional.empty();
      return batch;
    }

    @Override
    public void close() {
      closed = true;
      thread.interrupt();
      boolean interrupted = false;
      while (thread.isAlive()) {
        try {
          thread.join();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
      source.close();
    }
  }
}
