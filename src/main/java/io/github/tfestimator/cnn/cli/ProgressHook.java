package io.github.tfestimator.cnn.cli;

import io.github.tfestimator.distribute.Cluster;
import io.github.tfestimator.estimator.Steps;
import io.github.tfestimator.hooks.RunContext;
import io.github.tfestimator.hooks.RunValues;
import io.github.tfestimator.hooks.SessionRunHook;
import io.github.tfestimator.summary.EvaluationHistory;
import io.github.tfestimator.summary.EvaluationRecord;
import io.github.tfestimator.summary.SummaryException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/**
 * A hook that shows the progress of a training: on a terminal a bar with the time left, the loss,
 * the accuracy of the last evaluation and the images a second; ten lines elsewhere.
 */
final class ProgressHook implements SessionRunHook, AutoCloseable {
  private static final int LINES = 10;
  private static final int UPDATE_MILLIS = 500;
  private static final String ACCURACY = "accuracy";

  /** The columns of the bar with numbers of six digits; on fewer, its words are short. */
  private static final int WIDE = 104;

  private final Console console;
  private final Steps end;
  private final int imagesInStep;
  private final EvaluationHistory evaluations;
  private Optional<ProgressBar> bar = Optional.empty();
  private long start;
  private long last;
  private long shown;
  private long startTime;
  private long nextUpdate;

  /**
   * Creates a hook.
   *
   * @param imagesInStep images that a global step takes, of all workers
   * @param evalDir where the evaluations are kept
   */
  ProgressHook(Console console, Steps end, int imagesInStep, Path evalDir) {
    this.console = console;
    this.end = end;
    this.imagesInStep = imagesInStep;
    this.evaluations = EvaluationHistory.in(evalDir);
  }

  /**
   * Returns the images that a global step takes. Workers in step take a batch each; beside
   * parameter servers, each step is of one worker.
   */
  static int imagesInStep(int batchSize, Optional<Cluster> cluster) {
    return cluster
        .filter(Cluster::isSynchronous)
        .map(it -> batchSize * it.workers())
        .orElse(batchSize);
  }

  @Override
  public void afterCreateSession(RunContext context) {
    start = context.globalStep();
    shown = 0;
    last = end.last(start);
    startTime = System.nanoTime();
    nextUpdate = startTime;
    if (console.isTerminal() && !console.isQuiet()) {
      bar =
          Optional.of(
              new ProgressBarBuilder()
                  .setTaskName(isWide() ? "Training" : "")
                  .setInitialMax(last - start)
                  .setStyle(ProgressBarStyle.ASCII)
                  .setUpdateIntervalMillis(UPDATE_MILLIS)
                  .setConsumer(new DelegatingProgressBarConsumer(console::bar, console.width()))
                  .build());
    }
  }

  @Override
  public void afterRun(RunContext context, RunValues values) {
    // Beside parameter servers, other workers may take steps beyond the last one.
    long taken = Math.min(context.globalStep() + 1, last) - start;
    bar.ifPresentOrElse(b -> update(b, taken, values.loss()), () -> line(taken));
  }

  private void update(ProgressBar shown, long taken, float loss) {
    long now = System.nanoTime();
    if (now >= nextUpdate || taken == last - start) {
      nextUpdate = now + UPDATE_MILLIS * 1_000_000L;
      shown.setExtraMessage(
          String.format(
              Locale.ROOT,
              "loss %.4f%s, %.0f %s/s",
              loss,
              accuracy(),
              taken * imagesInStep / ((now - startTime) / 1e9),
              isWide() ? "images" : "img"));
    }
    shown.stepTo(taken);
  }

  private boolean isWide() {
    return console.width() >= WIDE;
  }

  /** Returns the accuracy of the last evaluation in words; nothing if there was none. */
  private String accuracy() {
    try {
      List<EvaluationRecord> records = evaluations.records();
      return records.isEmpty() || !records.get(records.size() - 1).scalars().containsKey(ACCURACY)
          ? ""
          : String.format(
              Locale.ROOT,
              isWide() ? ", accuracy %.4f" : ", acc %.4f",
              records.get(records.size() - 1).value(ACCURACY));
    } catch (SummaryException e) {
      // The evaluations themselves report it.
      return "";
    }
  }

  /** Returns the global step to stop at; 0 if there was no step to take. */
  long last() {
    return last;
  }

  /** Beside parameter servers, steps of other workers count, so that this one's skip numbers. */
  private void line(long taken) {
    long total = last - start;
    long interval = Math.max(1, total / LINES);
    if (taken / interval > shown) {
      shown = taken / interval;
      double rate = taken / ((System.nanoTime() - startTime) / 1e9);
      console.info(
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
