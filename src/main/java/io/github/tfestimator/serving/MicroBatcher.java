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
 * are cores wait. As soon as a core is free, the oldest of them leads a group: it runs in its own
 * thread, alone if the cores suffice for all that wait, or else with all that go together with it.
 * So there is no thread of its own here.
 *
 * <p>A request that has waited for the delay, or whose thread is interrupted, leads a group
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
  private final BatchListener listener;

  /** The requests that wait, the oldest first; none while a core is free and no leader wakes. */
  private final Set<Request<T, R>> queue = new LinkedHashSet<>();

  /** The number of requests that run or lead, not of groups: a group has work for all cores. */
  private int running;

  /**
   * The number of leaders that haven't gathered their groups yet. The next one is called after
   * them, or it would go alone beside a group that it could have joined.
   */
  private int gathering;

  private boolean waits = true;

  /**
   * Creates a batcher that groups what comes while all cores are busy.
   *
   * @param cores the number of single requests that run at the same time
   * @param kinds of requests; only equal ones go together
   * @param model answers a group. If it fails, each of the group runs alone
   * @param listener is told of each group
   */
  MicroBatcher(
      int maxBatch,
      Duration maxDelay,
      int cores,
      Function<T, ?> kinds,
      Function<List<T>, List<R>> model,
      BatchListener listener) {
    this.maxBatch = maxBatch;
    this.maxDelayNanos = maxDelay.toNanos();
    this.cores = cores;
    this.kinds = kinds;
    this.model = model;
    this.listener = listener;
  }

  R run(T value) {
    if (maxBatch == 1) {
      return alone(value);
    }
    var request = new Request<T, R>(value, kinds.apply(value));
    enqueue(request);
    awaitTurn(request);
    Group<T, R> group = request.group;
    if (group == request.ownGroup) {
      lead(group);
    } else {
      follow(group);
    }
    // Of a group that failed, each runs alone, so that a broken request fails alone.
    return group.answers.isEmpty() ? alone(value) : group.answers.get(request.place);
  }

  /** Returns how many requests wait. */
  synchronized int queueLength() {
    return queue.size();
  }

  /** From now on, no request waits. */
  synchronized void stopWaiting() {
    waits = false;
    callLeaders();
  }

  private R alone(T value) {
    return model.apply(List.of(value)).get(0);
  }

  private synchronized void enqueue(Request<T, R> request) {
    queue.add(request);
    callLeaders();
  }

  private synchronized void end(Group<T, R> group) {
    running -= group.requests.size();
    callLeaders();
  }

  private synchronized void stopWaiting(Request<T, R> request) {
    if (request.group == null) {
      call(request);
    }
  }

  private void callLeaders() {
    while (!queue.isEmpty() && ((running < cores && gathering == 0) || !waits)) {
      call(queue.iterator().next());
    }
  }

  private void call(Request<T, R> leader) {
    queue.remove(leader);
    running++;
    gathering++;
    leader.group = leader.ownGroup;
    if (leader.thread != Thread.currentThread()) {
      LockSupport.unpark(leader.thread);
    }
  }

  private void awaitTurn(Request<T, R> request) {
    boolean interrupted = false;
    while (request.group == null) {
      long left = maxDelayNanos - (System.nanoTime() - request.began);
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
      gather(group);
      listener.onBatch(group.waits());
      group.answers = model.apply(group.values());
    } catch (RuntimeException e) {
      if (group.requests.size() == 1) {
        throw e;
      }
    } finally {
      // The others first: their threads may come back in time for the next group.
      group.wakeOthers();
      end(group);
    }
  }

  /** Adds those that wait, as late as can be: while the leader woke up, more may have come. */
  private synchronized void gather(Group<T, R> group) {
    gathering--;
    // Two on two cores are quicker than a group of two.
    if (queue.size() >= cores) {
      addWaiting(group);
    }
    callLeaders();
  }

  private void addWaiting(Group<T, R> group) {
    // All memory is allocated before the first change, so that a lack of it loses no request.
    group.requests.ensureCapacity(Math.min(maxBatch, queue.size() + 1));
    Request<T, R> leader = group.requests.get(0);
    Iterator<Request<T, R>> waiting = queue.iterator();
    while (waiting.hasNext() && group.requests.size() < maxBatch) {
      Request<T, R> next = waiting.next();
      if (next.kind.equals(leader.kind)) {
        waiting.remove();
        next.place = group.requests.size();
        group.requests.add(next);
        next.group = group;
        running++;
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
    final long began = System.nanoTime();

    /** The group that it leads, if it does. */
    final Group<T, R> ownGroup = new Group<>();

    int place;

    /** The group that it goes with, its own or another's; null while it waits. */
    volatile Group<T, R> group;

    Request(T value, Object kind) {
      this.value = value;
      this.kind = kind;
      ownGroup.requests.add(this);
    }
  }

  private static final class Group<T, R> {
    final ArrayList<Request<T, R>> requests = new ArrayList<>(1);
    List<R> answers = List.of();
    volatile boolean isOver;

    List<T> values() {
      return requests.stream().map(request -> request.value).toList();
    }

    List<Duration> waits() {
      long now = System.nanoTime();
      return requests.stream().map(request -> Duration.ofNanos(now - request.began)).toList();
    }

    void wakeOthers() {
      isOver = true;
      for (int i = 1; i < requests.size(); i++) {
        LockSupport.unpark(requests.get(i).thread);
      }
    }
  }
}
