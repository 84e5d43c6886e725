package io.github.tfestimator.interleaving;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * One run of a scenario: its threads take turns, and at each step the choices say who goes on. A
 * thread that is made to stop although it could go on costs one of a bounded number of preemptions,
 * as does a wait whose time runs out while others could go on.
 */
final class Schedule {
  /** After so many steps without a pause a thread is taken to spin, and lets others go. */
  private static final int SPINNING = 100;

  private static final int MAX_STEPS = 20_000;

  private static volatile Schedule current;

  private final Choices choices;
  private final Workers workers;
  private final List<Task> tasks = new ArrayList<>();
  private final Map<Thread, Task> byThread = new IdentityHashMap<>();
  private final Map<Object, Steps.Monitor> monitors = new IdentityHashMap<>();
  private final CountDownLatch over = new CountDownLatch(1);
  final Races races = new Races();
  private int preemptionsLeft;
  private int steps;
  private int sinceSwitch;
  private long now = 1;
  private Task running;
  private volatile Throwable failure;

  Schedule(Choices choices, Workers workers, int preemptions) {
    this.choices = choices;
    this.workers = workers;
    preemptionsLeft = preemptions;
  }

  /** The schedule whose thread calls; null outside of one, as while a scenario is made. */
  static Schedule ofThread() {
    Schedule schedule = current;
    return schedule != null && schedule.byThread.containsKey(Thread.currentThread())
        ? schedule
        : null;
  }

  /** Runs a scenario to its end; returns why it failed, or null. */
  Throwable run(Scenario scenario) throws InterruptedException {
    current = this;
    try {
      scenario.threads().forEach(part -> begin(part, null));
      choose(null);
      if (!over.await(60, TimeUnit.SECONDS)) {
        return new AssertionError("A thread waits for something that the schedule can't see");
      }
    } finally {
      current = null;
    }
    return failure;
  }

  boolean hasFailed() {
    return failure != null;
  }

  int threads() {
    return tasks.size();
  }

  Steps.Monitor monitor(Object object) {
    requireGoingOn();
    return monitors.computeIfAbsent(object, any -> new Steps.Monitor());
  }

  Task task() {
    return byThread.get(Thread.currentThread());
  }

  Task task(Thread thread) {
    return byThread.get(thread);
  }

  long now() {
    return now;
  }

  /** Adds a thread; {@code handle} is the object that the program knows it by, if there is one. */
  void begin(Scenario.Part part, Thread handle) {
    var task = new Task(tasks.size());
    tasks.add(task);
    if (handle != null) {
      task.clock.join(task().clock);
      task().clock.tick(task().number);
      byThread.put(handle, task);
    }
    task.thread = workers.start(() -> run(task, part));
    byThread.put(task.thread, task);
  }

  private void run(Task task, Scenario.Part part) {
    task.baton.acquireUninterruptibly();
    try {
      if (failure == null) {
        part.run();
      }
    } catch (Aborted e) {
      // Told already.
    } catch (Throwable e) {
      fail(e);
    }
    task.isOver = true;
    if (failure == null) {
      choose(task);
    }
    if (failure != null || tasks.stream().allMatch(other -> other.isOver)) {
      over.countDown();
    }
  }

  /** A place where another thread may go on. */
  void step() {
    requireGoingOn();
    choose(task());
  }

  /** Waits until a condition is true, or a time has come. */
  void await(BooleanSupplier condition, long deadline) {
    Task task = task();
    requireGoingOn();
    task.condition = condition;
    task.deadline = deadline;
    try {
      choose(task);
    } finally {
      task.condition = null;
      task.deadline = Task.NEVER;
    }
  }

  void await(BooleanSupplier condition) {
    await(condition, Task.NEVER);
  }

  private void requireGoingOn() {
    if (failure != null) {
      throw new Aborted();
    }
    if (++steps > MAX_STEPS) {
      throw fail(new AssertionError("Threads go on for ever" + stacks()));
    }
  }

  private void choose(Task caller) {
    List<Task> options = options(caller);
    if (options.isEmpty()) {
      if (!tasks.stream().allMatch(task -> task.isOver)) {
        Aborted end = fail(new AssertionError("Threads wait for ever" + stacks()));
        if (!caller.isOver) {
          throw end;
        }
      }
      return;
    }
    Task next = options.get(options.size() == 1 ? 0 : choices.next(options.size()));
    if (next != options.get(0)) {
      boolean costs = next.canRun() ? caller != null && caller.canRun() : true;
      preemptionsLeft -= costs ? 1 : 0;
    }
    if (!next.canRun()) {
      now = Math.max(now, next.deadline);
    }
    sinceSwitch = next == caller ? sinceSwitch + 1 : 0;
    running = next;
    if (next != caller) {
      next.baton.release();
      if (caller != null && !caller.isOver) {
        caller.baton.acquireUninterruptibly();
        if (failure != null) {
          throw new Aborted();
        }
      }
    }
  }

  /** Returns the threads that may go on. The first costs nothing. */
  private List<Task> options(Task caller) {
    List<Task> able = new ArrayList<>(tasks.stream().filter(Task::canRun).toList());
    boolean callerCan = able.remove(caller);
    boolean spins = callerCan && sinceSwitch > SPINNING && !able.isEmpty();
    if (spins) {
      return able;
    }
    List<Task> options = new ArrayList<>();
    if (callerCan) {
      options.add(caller);
    }
    if (!callerCan || preemptionsLeft > 0) {
      options.addAll(able);
    }
    if (options.isEmpty() || preemptionsLeft > 0) {
      boolean onlyFirst = preemptionsLeft <= 0;
      tasks.stream()
          .filter(task -> task.canTimeOut() && !task.canRun())
          .sorted(Comparator.comparingLong(task -> task.deadline))
          .limit(onlyFirst ? 1 : tasks.size())
          .forEach(options::add);
    }
    return options;
  }

  /** Ends the schedule; returns what ends the thread. */
  Aborted fail(Throwable why) {
    if (failure == null) {
      failure = why;
    }
    over.countDown();
    // They end at their next step.
    tasks.forEach(task -> task.baton.release());
    return new Aborted();
  }

  private String stacks() {
    var text = new StringBuilder();
    for (Task task : tasks) {
      if (!task.isOver) {
        text.append("\n  thread ").append(task.number).append(':');
        for (StackTraceElement frame : task.thread.getStackTrace()) {
          if (!frame.getClassName().startsWith("java.")
              && !frame.getClassName().startsWith(Schedule.class.getPackageName())) {
            text.append("\n    ").append(frame);
          }
        }
      }
    }
    return text.toString();
  }
}
