package io.github.tfestimator.estimator;

import java.util.Locale;
import java.util.OptionalLong;

/** Time between two lines of a log. */
final class Stopwatch {
  private OptionalLong last = OptionalLong.empty();

  void reset() {
    last = OptionalLong.empty();
  }

  /** The time since the last call, as {@code " (1.234 sec)"}; nothing at the first one. */
  String lap() {
    long now = System.nanoTime();
    String text =
        last.isPresent()
            ? String.format(Locale.ROOT, " (%.3f sec)", (now - last.getAsLong()) / 1e9)
            : "";
    last = OptionalLong.of(now);
    return text;
  }
}
