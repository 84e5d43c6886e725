package io.github.tfestimator.cnn.cli;

import io.github.tfestimator.hooks.RunContext;
import io.github.tfestimator.hooks.RunValues;
import io.github.tfestimator.hooks.SessionRunHook;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jline.utils.Signals;

/**
 * A hook that stops a training by signals. While it is open, the first signal to end the program
 * stops the training after the current step, and a second one ends the program at once.
 */
final class StopSignals implements SessionRunHook, AutoCloseable {
  /**
   * The time after the first signal in which another one counts as the same. timeout(1) and service
   * managers send a signal to the program and to the script that started it, which passes it on, on
   * a busy machine late.
   */
  private static final Duration DUPLICATE_SIGNAL_WINDOW = Duration.ofSeconds(1);

  /** A signal that ends a program, with its number. */
  enum Signal {
    HUP(1),
    INT(2),
    TERM(15);

    private final int number;

    Signal(int number) {
      this.number = number;
    }

    /** Returns the exit code that a shell gives a program that the signal ended. */
    int exitCode() {
      return 128 + number;
    }
  }

  /** Thrown when a signal ended a command. The message tells the step reached. */
  static final class StoppedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int exitCode;

    StoppedException(Signal signal, String where) {
      this("SIG" + signal, signal, where);
    }

    private StoppedException(String by, Signal signal, String where) {
      super("Stopped by %s %s".formatted(by, where));
      this.exitCode = signal.exitCode();
    }

    /** Returns the exception for a signal to another task, whose number nobody knows here. */
    static StoppedException byAnotherTask(String where) {
      return new StoppedException("a signal to another task", Signal.TERM, where);
    }

    int exitCode() {
      return exitCode;
    }
  }

  private record Received(Signal signal, long nanoTime) {}

  private final Console console;
  private final String message;
  private final Runnable onFirst;
  private final Map<Signal, Object> replaced = new EnumMap<>(Signal.class);
  private final AtomicReference<Received> first = new AtomicReference<>();
  private volatile boolean endsAtOnce;
  private boolean isInterrupted;

  private StopSignals(Console console, String message, Runnable onFirst, boolean endsAtOnce) {
    this.console = console;
    this.message = message;
    this.onFirst = onFirst;
    this.endsAtOnce = endsAtOnce;
  }

  /** Listens to the signals until closed. Signals that the system lacks or ignores stay so. */
  static StopSignals listen(Console console) {
    return listenInTraining(console, false);
  }

  /**
   * Listens to the signals until closed, for a task of a cluster: while it waits for the others,
   * which can take minutes, it has nothing to save, and the first signal ends it at once.
   */
  static StopSignals listenInCluster(Console console) {
    return listenInTraining(console, true);
  }

  private static StopSignals listenInTraining(Console console, boolean endsAtOnce) {
    return new StopSignals(
            console,
            "Stopping when this step or evaluation is done; once more stops at once.",
            () -> {},
            endsAtOnce)
        .register();
  }

  /** Listens to no signal: each ends the program at once. */
  static StopSignals none(Console console) {
    return new StopSignals(console, "", () -> {}, false);
  }

  /**
   * Listens to the signals until closed.
   *
   * @param message printed at the first signal
   * @param onFirst run at the first signal, in a thread of its own
   */
  static StopSignals listen(Console console, String message, Runnable onFirst) {
    return new StopSignals(console, message, onFirst, false).register();
  }

  private StopSignals register() {
    for (Signal signal : Signal.values()) {
      replaced.put(signal, Signals.register(signal.name(), () -> receive(signal)));
    }
    return this;
  }

  /** Returns the first signal, if one came. */
  Optional<Signal> received() {
    return Optional.ofNullable(first.get()).map(Received::signal);
  }

  /** Tells whether another task of the cluster received a signal, which ended the training. */
  boolean wereReceivedElsewhere() {
    return isInterrupted && received().isEmpty();
  }

  /**
   * Receives a signal. Each has its own thread, so a blocked message can't delay a second signal.
   */
  void receive(Signal signal) {
    long now = System.nanoTime();
    if (endsAtOnce) {
      console.message("Stopped by SIG%s before the first step.".formatted(signal));
      Runtime.getRuntime().halt(signal.exitCode());
    }
    if (first.compareAndSet(null, new Received(signal, now))) {
      onFirst.run();
      console.message(message);
    } else if (now - first.get().nanoTime() > DUPLICATE_SIGNAL_WINDOW.toNanos()) {
      Runtime.getRuntime().halt(signal.exitCode());
    }
  }

  @Override
  public boolean runsOnEachWorker() {
    return true;
  }

  @Override
  public void afterCreateSession(RunContext context) {
    endsAtOnce = false;
    stopIfReceived(context);
  }

  /** Stops before the step if a signal came in the evaluation before it. */
  @Override
  public Collection<String> beforeRun(RunContext context) {
    stopIfReceived(context);
    return List.of();
  }

  @Override
  public void afterRun(RunContext context, RunValues values) {
    stopIfReceived(context);
  }

  @Override
  public void end(RunContext context) {
    isInterrupted = context.isInterrupted();
  }

  private void stopIfReceived(RunContext context) {
    if (received().isPresent()) {
      context.interrupt();
    }
  }

  @Override
  public void close() {
    replaced.forEach((signal, handler) -> Signals.unregister(signal.name(), handler));
  }
}
