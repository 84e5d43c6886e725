package io.github.tfestimator.serving;

import io.github.tfestimator.savedmodel.SavedModelException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * A grouping of single requests of many threads. The first thread of a group leads: it waits for
 * others until the group is full or the delay over, and runs the model on all requests of the
 * group. The others wait for it. So there is neither a thread nor a queue, and no more waits than
 * threads that call.
 *
 * <p>An interrupt ends the wait for others: the group goes at once, its answer is returned, and the
 * thread is still interrupted.
 *
 * @param <T> a request
 * @param <R> an answer
 */
final class MicroBatcher<T, R> {
  private final int maxBatch;
  private final long maxDelayNanos;
  private final Function<List<T>, List<R>> model;

  private Group<T, R> open = new Group<>();
  private boolean waits = true;

  MicroBatcher(int maxBatch, Duration maxDelay, Function<List<T>, List<R>> model) {
    this.maxBatch = maxBatch;
    this.maxDelayNanos = maxDelay.toNanos();
    this.model = model;
  }

  R run(T request) {
    Group<T, R> group;
    int place;
    synchronized (this) {
      group = open;
      place = group.add(request);
      if (place + 1 == maxBatch || !waits) {
        close(group);
      }
    }
    if (place == 0) {
      lead(group);
    } else {
      follow(group);
    }
    // Of a group that failed, each runs alone, so that a broken request fails alone.
    return group.answers.isEmpty()
        ? model.apply(List.of(request)).get(0)
        : group.answers.get(place);
  }

  /** From now on, no group waits for others. */
  synchronized void stopWaiting() {
    waits = false;
    close(open);
  }

  private void lead(Group<T, R> group) {
    try {
      group.closed.await(maxDelayNanos, TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    close(group);
    try {
      group.answers = model.apply(group.requests);
    } catch (SavedModelException e) {
      if (group.requests.size() == 1) {
        throw e;
      }
    } finally {
      group.done.countDown();
    }
  }

  private void follow(Group<T, R> group) {
    boolean interrupted = false;
    while (true) {
      try {
        group.done.await();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
        close(group);
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void close(Group<T, R> group) {
    if (group == open) {
      open = new Group<>();
    }
    group.closed.countDown();
  }

  private static final class Group<T, R> {
    final List<T> requests = new ArrayList<>();
    final CountDownLatch closed = new CountDownLatch(1);
    final CountDownLatch done = new CountDownLatch(1);
    List<R> answers = List.of();

    int add(T request) {
      requests.add(request);
      return requests.size() - 1;
    }
  }
}
