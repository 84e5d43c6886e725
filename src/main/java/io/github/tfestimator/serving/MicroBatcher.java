package io.github.tfestimator.serving;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

/**
 * A grouping of single requests of many threads that leaves no core idle. A request that finds a
 * free core runs at once, in its own thread. Those that come while as many requests run as there
 * are cores wait. As soon as a core is free, the oldest of them goes, alone if the cores suffice
 * for all that wait, or else with all that go together with it. The thread of the oldest runs the
 * group, so there is no thread of its own here.
 *
 * <p>A request that has waited for the delay, or whose thread is interrupted, starts a group
 * although all cores are busy. So a slow group holds others up for a limited time only. The thread
 * is still interrupted afterwards.
 *
 * @param <T> a request
 * @param <R> an answer
 */
final class MicroBatcher<T, R> {
  private final int maxBatch;
  private final long maxDelayNanos;
  private final int cores;
  private final Function<T, ?> kinds;
  private final Function<List<T>, List<R>> model;

  /** The requests that wait, the oldest first; none while a core is free. */
  private final Set<Request<T, R>> queue = new LinkedHashSet<>();

  /** The number of requests that run, not of groups: a group has work for several cores. */
  private int running;

  private boolean waits = true;

  /**
   * @param cores the number of single requests that run at the same time
   * @param kinds of requests; only equal ones go together
   * @param model answers a group. If it fails, each of the group runs alone
   */
  MicroBatcher(
      int maxBatch,
      Duration maxDelay,
      int cores,
      Function<T, ?> kinds,
      Function<List<T>, List<R>> model) {
    this.maxBatch = maxBatch;
    this.maxDelayNanos = maxDelay.toNanos();
    this.cores = cores;
    this.kinds = kinds;
    this.model = model;
  }

  R run(T value) {
    if (maxBatch == 1) {
      return alone(value);
    }
    var request = new Request<T, R>(value, kinds.apply(value));
    enqueue(request);
    awaitGroup(request);
    Group<T, R> group = request.group;
    if (request.place == 0) {
      lead(group);
    } else {
      follow(group);
    }
    // Of a group that failed, each runs alone, so that a broken request fails alone.
    return group.answers.isEmpty() ? alone(value) : group.answers.get(request.place);
  }

  /** From now on, no request waits. */
  synchronized void stopWaiting() {
    waits = false;
    startGroups();
  }

  private R alone(T value) {
    return model.apply(List.of(value)).get(0);
  }

  private synchronized void enqueue(Request<T, R> request) {
    queue.add(request);
    startGroups();
  }

  private synchronized void end(Group<T, R> group) {
    running -= group.requests.size();
    startGroups();
  }

  private synchronized void stopWaiting(Request<T, R> request) {
    if (request.group == null) {
      startGroup(request, maxBatch);
    }
  }

  private void startGroups() {
    while (!queue.isEmpty() && (running < cores || !waits)) {
      // Two on two cores are quicker than a group of two.
      int size = queue.size() > cores || !waits ? maxBatch : 1;
      startGroup(queue.iterator().next(), size);
    }
  }

  private void startGroup(Request<T, R> first, int maxSize) {
    // All memory is allocated before the first change, so that a lack of it loses no request.
    var group = new Group<T, R>(Math.min(maxSize, queue.size()));
    Iterator<Request<T, R>> others = queue.iterator();
    group.add(first);
    while (others.hasNext() && group.requests.size() < maxSize) {
      Request<T, R> other = others.next();
      if (other == first) {
        others.remove();
      } else if (other.kind.equals(first.kind)) {
        others.remove();
        group.add(other);
      }
    }
    queue.remove(first);
    running += group.requests.size();
    group.publish();
    if (first.thread != Thread.currentThread()) {
      LockSupport.unpark(first.thread);
    }
  }

  private void awaitGroup(Request<T, R> request) {
    long start = System.nanoTime();
    boolean interrupted = false;
    while (request.group == null) {
      long left = maxDelayNanos - (System.nanoTime() - start);
      if (interrupted || left <= 0) {
        stopWaiting(request);
      } else {
        LockSupport.parkNanos(this, left);
        interrupted = Thread.interrupted();
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void lead(Group<T, R> group) {
    try {
      group.answers = model.apply(group.values());
    } catch (RuntimeException e) {
      if (group.requests.size() == 1) {
        throw e;
      }
    } finally {
      try {
        end(group);
      } finally {
        group.wakeOthers();
      }
    }
  }

  private static void follow(Group<?, ?> group) {
    boolean interrupted = false;
    while (!group.isOver) {
      LockSupport.park(group);
      interrupted |= Thread.interrupted();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static final class Request<T, R> {
    final T value;
    final Object kind;
    final Thread thread = Thread.currentThread();
    int place;
    volatile Group<T, R> group;

    Request(T value, Object kind) {
      this.value = value;
      this.kind = kind;
    }
  }

  private static final class Group<T, R> {
    final List<Request<T, R>> requests;
    List<R> answers = List.of();
    volatile boolean isOver;

    Group(int capacity) {
      requests = new ArrayList<>(capacity);
    }

    void add(Request<T, R> request) {
      request.place = requests.size();
      requests.add(request);
    }

    /** Tells the requests of their group, which must be whole: the first may run it from now on. */
    void publish() {
      for (int i = 0; i < requests.size(); i++) {
        requests.get(i).group = this;
      }
    }

    List<T> values() {
      return requests.stream().map(request -> request.value).toList();
    }

    void wakeOthers() {
      isOver = true;
      for (int i = 1; i < requests.size(); i++) {
        LockSupport.unpark(requests.get(i).thread);
      }
    }
  }
}
