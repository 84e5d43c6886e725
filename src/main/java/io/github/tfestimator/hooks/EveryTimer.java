package io.github.tfestimator.hooks;

import java.time.Duration;
import java.util.Locale;
import java.util.OptionalLong;

/** Tells when something is due again: {@code tf.train.SecondOrStepTimer}. Due at first. */
final class EveryTimer {
  private final Every every;
  private OptionalLong lastStep = OptionalLong.empty();
  private long lastTime;

  EveryTimer(Every every) {
    this.every = every;
  }

  boolean isDue(long step) {
    if (lastStep.isEmpty()) {
      return true;
    }
    return every instanceof Every.Steps steps
        ? step - lastStep.getAsLong() >= steps.count()
        : sinceLast().compareTo(((Every.Time) every).interval()) >= 0;
  }

  /** Counts from this step and from now on. */
  void done(long step) {
    lastStep = OptionalLong.of(step);
    lastTime = System.nanoTime();
  }

  void reset() {
    lastStep = OptionalLong.empty();
  }

  /** The step that {@link #done} was told of last. */
  long lastStep() {
    return lastStep.orElseThrow();
  }

  /**
   * Counts from here on; the time since the last one as {@code " (1.234 sec)"}, if there is one.
   */
  String lap(long step) {
    String text =
        lastStep.isPresent()
            ? String.format(Locale.ROOT, " (%.3f sec)", sinceLast().toNanos() / 1e9)
            : "";
    done(step);
    return text;
  }

  Duration sinceLast() {
    return Duration.ofNanos(System.nanoTime() - lastTime);
  }
}
