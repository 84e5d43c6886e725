package io.github.tfestimator.interleaving;

import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Calls of rewritten classes in the place of locks, threads and the clock, and before each use of a
 * field that isn't final. Outside of a schedule there is one thread, and nothing to do.
 */
public final class Steps {
  /** Longer waits don't end by themselves, so that a lost signal shows. */
  private static final long FOR_EVER = 3_600_000_000_000L;

  private Steps() {}

  /** The state of a lock; its owner may take it several times. */
  static final class Monitor {
    Task owner;
    int depth;
  }

  /** Takes the lock of an object. */
  public static void enter(Object object) {
    Schedule schedule = Schedule.ofThread();
    if (schedule != null) {
      Task task = schedule.task();
      Monitor monitor = schedule.monitor(object);
      if (monitor.owner != task) {
        schedule.step();
        BooleanSupplier isFree = () -> monitor.owner == null;
        if (!isFree.getAsBoolean()) {
          schedule.await(isFree);
        }
        monitor.owner = task;
        schedule.races.acquire(task, object, "lock");
      }
      monitor.depth++;
    }
  }

  /** Gives the lock back. */
  public static void exit(Object object) {
    Schedule schedule = Schedule.ofThread();
    if (schedule != null && !schedule.hasFailed()) {
      Monitor monitor = schedule.monitor(object);
      if (--monitor.depth == 0) {
        schedule.races.release(monitor.owner, object, "lock");
        monitor.owner = null;
      }
    }
  }

  /** Reads a field. */
  public static void read(Object object, String field) {
    Schedule schedule = Schedule.ofThread();
    if (schedule != null && !schedule.hasFailed()) {
      try {
        schedule.races.read(schedule.task(), object, field);
      } catch (AssertionError e) {
        throw schedule.fail(e);
      }
    }
  }

  /** Writes a field. */
  public static void write(Object object, String field) {
    Schedule schedule = Schedule.ofThread();
    if (schedule != null && !schedule.hasFailed()) {
      try {
        schedule.races.write(schedule.task(), object, field, schedule.threads());
      } catch (AssertionError e) {
        throw schedule.fail(e);
      }
    }
  }

  /** Reads a volatile field. */
  public static void readVolatile(Object object, String field) {
    Schedule schedule = Schedule.ofThread();
    if (schedule != null) {
      schedule.step();
      schedule.races.acquire(schedule.task(), object, field);
    }
  }

  /** Writes a volatile field. */
  public static void writeVolatile(Object object, String field) {
    Schedule schedule = Schedule.ofThread();
    if (schedule != null) {
      schedule.step();
      schedule.races.release(schedule.task(), object, field);
    }
  }

  /** Does something at once that is visible to other threads, and sees what they did. */
  static <T> T atomically(Object object, Supplier<T> action) {
    Schedule schedule = Schedule.ofThread();
    if (schedule != null) {
      schedule.step();
      schedule.races.acquire(schedule.task(), object, "");
      schedule.races.release(schedule.task(), object, "");
    }
    return action.get();
  }

  /** A place where another thread may go on, for stand-ins of what isn't rewritten. */
  public static void step() {
    Schedule schedule = Schedule.ofThread();
    if (schedule != null) {
      schedule.step();
    }
  }

  /** Fails the schedule, whatever the program does with what is thrown. */
  public static void fail(String why) {
    Schedule schedule = Schedule.ofThread();
    var failure = new AssertionError(why);
    throw schedule == null ? failure : schedule.fail(failure);
  }

  /** Waits until a condition is true, an interrupt comes or the time is over. */
  static boolean await(BooleanSupplier condition, long nanos) throws InterruptedException {
    Schedule schedule = Schedule.ofThread();
    if (schedule == null) {
      if (!condition.getAsBoolean()) {
        throw new IllegalStateException("There is no other thread to wait for");
      }
      return true;
    }
    Task task = schedule.task();
    schedule.step();
    if (!condition.getAsBoolean()) {
      schedule.await(
          () -> condition.getAsBoolean() || task.isInterrupted, deadline(schedule, nanos));
    }
    if (task.isInterrupted) {
      task.isInterrupted = false;
      throw new InterruptedException();
    }
    return condition.getAsBoolean();
  }

  static long deadline(Schedule schedule, long nanos) {
    return nanos > FOR_EVER ? Task.NEVER : schedule.now() + nanos;
  }

  /** Returns the time of the schedule, which passes only while threads wait. */
  public static long nanoTime() {
    Schedule schedule = Schedule.ofThread();
    return schedule == null ? 1 : schedule.now();
  }

  /** Starts a thread; outside of a schedule none is started. */
  public static void start(Thread thread) {
    Schedule schedule = Schedule.ofThread();
    if (schedule != null) {
      schedule.step();
      schedule.begin(thread::run, thread);
    }
  }

  /** Waits for a thread's end. */
  public static void join(Thread thread) throws InterruptedException {
    join(thread, 0);
  }

  /** Waits for a thread's end. */
  public static void join(Thread thread, long millis) throws InterruptedException {
    Schedule schedule = Schedule.ofThread();
    Task other = schedule.task(thread);
    if (other != null) {
      await(() -> other.isOver, millis == 0 ? Long.MAX_VALUE : millis * 1_000_000);
      if (other.isOver) {
        schedule.task().clock.join(other.clock);
      }
    }
  }

  /** Sleeps. */
  public static void sleep(long millis) throws InterruptedException {
    await(() -> false, millis * 1_000_000);
  }

  /** Interrupts a thread. */
  public static void interrupt(Thread thread) {
    Schedule schedule = Schedule.ofThread();
    schedule.step();
    Task task = schedule.task(thread);
    if (task != null) {
      task.isInterrupted = true;
    }
  }

  /** Tells whether a thread is interrupted. */
  public static boolean isInterrupted(Thread thread) {
    return Schedule.ofThread().task(thread).isInterrupted;
  }

  /** Tells whether this thread is interrupted, and forgets it. */
  public static boolean interrupted() {
    Task task = Schedule.ofThread().task();
    boolean interrupted = task.isInterrupted;
    task.isInterrupted = false;
    return interrupted;
  }
}
