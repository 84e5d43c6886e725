package io.github.tfestimator.cnn.cli;

import io.github.tfestimator.estimator.Steps;
import io.github.tfestimator.hooks.RunContext;
import io.github.tfestimator.hooks.RunValues;
import io.github.tfestimator.hooks.SessionRunHook;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/**
 * A hook that shows the progress of a training, with rate and time left: a bar on a terminal, ten
 * lines elsewhere.
 */
final class ProgressHook implements SessionRunHook, AutoCloseable {
  private static final int BAR_WIDTH = 79;
  private static final int LINES = 10;

  private final Console console;
  private final Steps end;
  private Optional<ProgressBar> bar = Optional.empty();
  private long start;
  private long last;
  private long startTime;

  ProgressHook(Console console, Steps end) {
    this.console = console;
    this.end = end;
  }

  @Override
  public void afterCreateSession(RunContext context) {
    start = context.globalStep();
    last = end.last(start);
    startTime = System.nanoTime();
    if (console.isTerminal()) {
      bar =
          Optional.of(
              new ProgressBarBuilder()
                  .setTaskName("Training")
                  .setInitialMax(last - start)
                  .setStyle(ProgressBarStyle.ASCII)
                  .setUpdateIntervalMillis(500)
                  .showSpeed()
                  .setSpeedUnit(ChronoUnit.SECONDS)
                  .setConsumer(new DelegatingProgressBarConsumer(console::bar, BAR_WIDTH))
                  .build());
    }
  }

  @Override
  public void afterRun(RunContext context, RunValues values) {
    long taken = context.globalStep() + 1 - start;
    bar.ifPresentOrElse(b -> b.stepTo(taken), () -> line(taken));
  }

  /** Returns the global step to stop at; 0 if there was no step to take. */
  long last() {
    return last;
  }

  private void line(long taken) {
    long total = last - start;
    if (taken % Math.max(1, total / LINES) == 0) {
      double rate = taken / ((System.nanoTime() - startTime) / 1e9);
      console.message(
          String.format(
              Locale.ROOT,
              "Step %d of %d, %.1f steps/s, %.0f s left",
              taken,
              total,
              rate,
              (total - taken) / rate));
    }
  }

  @Override
  public void close() {
    bar.ifPresent(ProgressBar::close);
    console.clearBar();
  }
}
