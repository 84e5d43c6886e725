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
 * While this is open, the first signal to end the program asks the training to stop after the step
 * it is at; a second one ends the program at once. Otherwise a signal does what it always does.
 */
final class StopSignals implements SessionRunHook, AutoCloseable {
  /**
   * What comes so soon after the first signal is the same one, by another way: timeout(1) and
   * service managers send it to a program and to the script that started it, which passes it on.
   */
  private static final Duration ECHO = Duration.ofMillis(200);

  /** The signals that end a program, with their numbers. */
  enum Signal {
    HUP(1),
    INT(2),
    TERM(15);

    private final int number;

    Signal(int number) {
      this.number = number;
    }

    /** What a shell calls the exit code of a program that the signal ended. */
    int exitCode() {
      return 128 + number;
    }
  }

  private record Received(Signal signal, long nanoTime) {}

  private final Console console;
  private final Map<Signal, Object> replaced = new EnumMap<>(Signal.class);
  private final AtomicReference<Received> first = new AtomicReference<>();

  private StopSignals(Console console) {
    this.console = console;
  }

  /** Takes the signals until closed; those that the system lacks or ignores stay as they are. */
  static StopSignals listen(Console console) {
    var signals = new StopSignals(console);
    for (Signal signal : Signal.values()) {
      signals.replaced.put(signal, Signals.register(signal.name(), () -> signals.receive(signal)));
    }
    return signals;
  }

  /** The first signal, if one came. */
  Optional<Signal> received() {
    return Optional.ofNullable(first.get()).map(Received::signal);
  }

  /** Each signal has a thread of its own, so a message that can't be written holds up no second. */
  void receive(Signal signal) {
    long now = System.nanoTime();
    if (first.compareAndSet(null, new Received(signal, now))) {
      console.message("Stopping when this step or evaluation is done; once more stops at once.");
    } else if (now - first.get().nanoTime() > ECHO.toNanos()) {
      Runtime.getRuntime().halt(signal.exitCode());
    }
  }

  @Override
  public void afterCreateSession(RunContext context) {
    stopIfReceived(context);
  }

  /** A signal in an evaluation, which follows a step, spares the next step. */
  @Override
  public Collection<String> beforeRun(RunContext context) {
    stopIfReceived(context);
    return List.of();
  }

  @Override
  public void afterRun(RunContext context, RunValues values) {
    stopIfReceived(context);
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
