package io.github.tfestimator.interleaving;

import java.util.List;

/**
 * Threads that meet on an object, and what must be true afterwards. Made anew for each schedule, by
 * a constructor without arguments, from rewritten classes: it shares no statics with the test.
 */
public interface Scenario {
  /** A part that may throw anything, which fails the schedule. */
  @FunctionalInterface
  interface Part {
    void run() throws Exception;
  }

  /** The parts, each of which a thread of its own runs. */
  List<Part> threads();

  /** Checks what the threads left behind, once all have ended. */
  void check();
}
