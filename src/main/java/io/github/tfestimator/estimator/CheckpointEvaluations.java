package io.github.tfestimator.estimator;

import io.github.tfestimator.checkpoint.CheckpointException;
import io.github.tfestimator.checkpoint.CheckpointReader;
import io.github.tfestimator.hooks.CheckpointSaverListener;
import io.github.tfestimator.hooks.Every;
import io.github.tfestimator.hooks.RunContext;
import io.github.tfestimator.hooks.SessionRunHook;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Evaluates and exports the checkpoints of one call of {@link Estimator#trainAndEvaluate}: {@code
 * _NewCheckpointListenerForEvaluate}.
 */
final class CheckpointEvaluations implements SessionRunHook, CheckpointSaverListener {
  private final Estimator estimator;
  private final EvalSpec spec;
  private final Every every;
  private final EvaluationFiles files;
  private final Path exportDir;
  private final SortedMap<String, Path> exports = new TreeMap<>();

  private Optional<Evaluation> last = Optional.empty();

  /** The estimator of the last evaluation's checkpoint: exports are of that one, too. */
  private Estimator evaluated;

  private OptionalLong lastStart = OptionalLong.empty();
  private boolean isComplete = true;

  CheckpointEvaluations(Estimator estimator, EvalSpec spec, RunConfig config) {
    this.estimator = estimator;
    this.evaluated = estimator;
    this.spec = spec;
    this.every = config.saveCheckpoints();
    this.files =
        EvaluationFiles.in(spec.name().map(estimator::evalDir).orElseGet(estimator::evalDir));
    this.exportDir = config.modelDir().resolve("export");
  }

  /** Makes up for an evaluation that was due but not made before the process ended. */
  @Override
  public void afterCreateSession(RunContext context) {
    long start = context.globalStep();
    if (start > 0
        && every instanceof Every.Steps steps
        && start % steps.count() == 0
        && !context.isInterrupted()
        && !files.contain(start)) {
      evaluate(start);
    }
  }

  @Override
  public void afterSave(RunContext context, long globalStep) {
    long start = context.globalStep() - context.iteration();
    // Who stops a process waits for no evaluation; and at the start nothing is learned yet.
    if (globalStep == start || context.isInterrupted()) {
      return;
    }
    if (isDue()) {
      evaluate(globalStep);
    } else {
      Log.TENSORFLOW.info(
          "Skip the current checkpoint eval due to throttle secs ({} secs).",
          spec.throttle().toSeconds());
    }
  }

  @Override
  public void end(RunContext context) {
    isComplete = !context.isInterrupted() && !context.isAbandoned();
  }

  /** After the training, or in place of one that had reached its end before. */
  TrainAndEvaluateResult finish(long globalStep) {
    if (!isComplete) {
      return new TrainAndEvaluateResult(globalStep, Optional.empty(), exports);
    }
    Evaluation evaluation =
        last.filter(known -> known.globalStep() == globalStep)
            .orElseGet(() -> evaluate(globalStep));
    for (Exporter exporter : spec.exporters()) {
      note(exporter, exporter.exportFinal(evaluated, exportDir(exporter), evaluation));
    }
    return new TrainAndEvaluateResult(globalStep, Optional.of(evaluation), exports);
  }

  /** Evaluates the newest checkpoint, unless the history has its step; returns its step. */
  long evaluateUnlessDone(long step) {
    return files.contain(step) ? step : evaluate(estimator.newestCheckpoint()).globalStep();
  }

  private boolean isDue() {
    return lastStart.isEmpty()
        || Duration.ofNanos(System.nanoTime() - lastStart.getAsLong()).compareTo(spec.throttle())
            >= 0;
  }

  /** Evaluates the checkpoint of a step; an older one in its place would pass for the model. */
  private Evaluation evaluate(long step) {
    CheckpointReader newest = estimator.newestCheckpoint();
    if (newest.globalStep() != step) {
      throw new CheckpointException(
          "The checkpoint of step %d in %s can't be evaluated: it can't be read, and the newest that can is %s. Train on from that one, by the same call or command."
              .formatted(step, newest.prefix().getParent(), newest.prefix().getFileName()));
    }
    return evaluate(newest);
  }

  private Evaluation evaluate(CheckpointReader checkpoint) {
    lastStart = OptionalLong.of(System.nanoTime());
    Evaluation evaluation = estimator.evaluateUnlogged(spec, checkpoint);
    last = Optional.of(evaluation);
    evaluated = estimator.at(checkpoint.prefix());
    for (Exporter exporter : spec.exporters()) {
      note(
          exporter,
          exporter.exportEvaluated(evaluated, exportDir(exporter), evaluation, files.history()));
    }
    // Last: the next call doesn't evaluate or export what the history has.
    files.write(evaluation);
    return evaluation;
  }

  private Path exportDir(Exporter exporter) {
    return exportDir.resolve(exporter.name());
  }

  private void note(Exporter exporter, Optional<Path> export) {
    export.ifPresent(folder -> exports.put(exporter.name(), folder));
  }
}
