package io.github.tfestimator.interleaving;

/** {@code LockSupport} in a schedule. */
public final class SteppedPark {
  private SteppedPark() {}

  /** Waits for a permit. */
  public static void park(Object blocker) {
    parkNanos(blocker, Long.MAX_VALUE);
  }

  /** Waits for a permit, but not longer than a time. */
  public static void parkNanos(Object blocker, long nanos) {
    Schedule schedule = Schedule.ofThread();
    Task task = schedule.task();
    schedule.step();
    if (!task.hasPermit && !task.isInterrupted) {
      schedule.await(() -> task.hasPermit || task.isInterrupted, Steps.deadline(schedule, nanos));
    }
    task.hasPermit = false;
  }

  /** Gives a thread a permit. It orders nothing, as the real one promises nothing. */
  public static void unpark(Thread thread) {
    Schedule schedule = Schedule.ofThread();
    schedule.step();
    Task task = schedule.task(thread);
    if (task != null) {
      task.hasPermit = true;
    }
  }
}
