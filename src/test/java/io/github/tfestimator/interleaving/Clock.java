package io.github.tfestimator.interleaving;

import java.util.Arrays;

/** A vector clock: of each thread, the number of its events that are known to have happened. */
final class Clock {
  private int[] events = new int[4];

  int of(int thread) {
    return thread < events.length ? events[thread] : 0;
  }

  void tick(int thread) {
    set(thread, of(thread) + 1);
  }

  void join(Clock other) {
    for (int thread = 0; thread < other.events.length; thread++) {
      set(thread, Math.max(of(thread), other.of(thread)));
    }
  }

  private void set(int thread, int number) {
    if (thread >= events.length) {
      events = Arrays.copyOf(events, 2 * thread + 1);
    }
    events[thread] = number;
  }
}
