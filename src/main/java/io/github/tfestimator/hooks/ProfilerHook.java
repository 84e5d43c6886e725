package io.github.tfestimator.hooks;

import io.github.tfestimator.io.AtomicFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.tensorflow.proto.RunMetadata;

/**
 * Writes how long each kernel of some steps took: {@code tf.train.ProfilerHook}. The step that
 * makes the global step N is in the file {@code timeline-N.json}, which chrome://tracing and
 * https://ui.perfetto.dev open. Other steps run as without the hook. A file that can't be written
 * is a warning in the log: the training is worth more.
 */
public final class ProfilerHook implements SessionRunHook {
  private final Path folder;
  private final SortedSet<Long> steps;
  private final Predicate<RunContext> due;
  private boolean tracing;
  private boolean explained;

  private ProfilerHook(Path folder, SortedSet<Long> steps, Predicate<RunContext> due) {
    this.folder = folder;
    this.steps = steps;
    this.due = due;
  }

  /**
   * {@code ProfilerHook(save_steps=..., output_dir=folder)} or {@code (save_secs=...)}. As there,
   * never the first step of a training: in it TensorFlow still sets itself up.
   *
   * @param every the interval, counted from the beginning of the training
   * @param folder where the files go; made if it isn't there
   * @return the hook
   */
  public static ProfilerHook every(Every every, Path folder) {
    var timer = new EveryTimer(every);
    return new ProfilerHook(folder, new TreeSet<>(), context -> isDue(timer, context));
  }

  /**
   * Of chosen steps; a warning at the end names those that the training didn't take.
   *
   * @param folder where the files go; made if it isn't there
   * @param globalSteps what the global step is after each of them, 1 or more. In the first step of
   *     a training TensorFlow still sets itself up
   * @return the hook
   * @throws IllegalArgumentException if there are none, or one is below 1
   */
  public static ProfilerHook at(Path folder, long... globalSteps) {
    SortedSet<Long> steps = new TreeSet<>();
    for (long step : globalSteps) {
      if (step < 1) {
        throw new IllegalArgumentException("globalSteps (" + step + ") must be 1 or more");
      }
      steps.add(step);
    }
    if (steps.isEmpty()) {
      throw new IllegalArgumentException("globalSteps () must be one step or more");
    }
    return new ProfilerHook(folder, steps, context -> steps.contains(context.globalStep() + 1));
  }

  /** Tells whether the next step is due; if so, the interval starts anew. */
  private static boolean isDue(EveryTimer timer, RunContext context) {
    if (context.iteration() == 0) {
      timer.done(context.globalStep());
      return false;
    }
    long step = context.globalStep() + 1;
    if (!timer.isDue(step)) {
      return false;
    }
    timer.done(step);
    return true;
  }

  @Override
  public Collection<String> beforeRun(RunContext context) {
    tracing = due.test(context);
    if (tracing) {
      context.requestTrace();
    }
    return List.of();
  }

  @Override
  public void afterRun(RunContext context, RunValues values) {
    if (tracing) {
      values.trace().ifPresent(trace -> save(context.globalStep() + 1, trace));
    }
  }

  private void save(long step, RunMetadata trace) {
    Path file = folder.resolve("timeline-" + step + ".json");
    try {
      Files.createDirectories(folder);
      AtomicFiles.write(file, ChromeTrace.of(trace.getStepStats()));
    } catch (IOException e) {
      Log.TENSORFLOW.warn(
          "Can't write {}: {}. The training goes on without.", file, AtomicFiles.reason(e));
      return;
    }
    Log.TENSORFLOW.info(
        "Saving timeline for {} into '{}'.{}",
        step,
        file,
        explained ? "" : " Open it in chrome://tracing or https://ui.perfetto.dev.");
    explained = true;
  }

  @Override
  public void end(RunContext context) {
    long start = context.globalStep() - context.iteration();
    for (long step : steps) {
      if (step <= start || step > context.globalStep()) {
        Log.TENSORFLOW.warn(
            "No timeline for {}: this training went from global step {} to {}.",
            step,
            start,
            context.globalStep());
      }
    }
  }
}
