package io.github.tfestimator.estimator;

import io.github.tfestimator.hooks.CheckpointSaverListener;
import io.github.tfestimator.hooks.RunContext;
import io.github.tfestimator.hooks.SessionRunHook;
import io.github.tfestimator.summary.EventFile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Evaluates and exports the checkpoints of one call of {@link Estimator#trainAndEvaluate}: those in
 * the middle when the training is about to go on from them, the last one when it is over. Only then
 * is it known which is which, for the input or a hook may end a training at any step.
 */
final class CheckpointEvaluations implements SessionRunHook, CheckpointSaverListener {
  private final Estimator estimator;
  private final EvalSpec spec;
  private final EventFile events;
  private final Path exportDir;
  private final SortedMap<String, Path> exports = new TreeMap<>();

  private OptionalLong savedStep = OptionalLong.empty();
  private OptionalLong lastStart = OptionalLong.empty();
  private boolean isComplete = true;

  CheckpointEvaluations(Estimator estimator, EvalSpec spec, Path modelDir) {
    this.estimator = estimator;
    this.spec = spec;
    this.events = EventFile.in(spec.name().map(estimator::evalDir).orElseGet(estimator::evalDir));
    this.exportDir = modelDir.resolve("export");
  }

  @Override
  public void afterSave(RunContext context, long globalStep) {
    savedStep = OptionalLong.of(globalStep);
  }

  @Override
  public Collection<String> beforeRun(RunContext context) {
    // Before the first step of a call the model is what it was, or untrained.
    if (context.iteration() > 0 && savedStep.equals(OptionalLong.of(context.globalStep()))) {
      if (isDue()) {
        evaluateAndExport(false);
      } else {
        Log.TENSORFLOW.info(
            "Skip the current checkpoint eval due to throttle secs ({} secs).",
            spec.throttle().toSeconds());
      }
    }
    return List.of();
  }

  @Override
  public void end(RunContext context) {
    isComplete = !context.isInterrupted() && !context.isAbandoned();
  }

  /** After the training, or in place of one that had reached its end before. */
  TrainAndEvaluateResult finish(long globalStep) {
    Optional<Evaluation> last =
        isComplete ? Optional.of(evaluateAndExport(true)) : Optional.empty();
    return new TrainAndEvaluateResult(globalStep, last, exports);
  }

  private boolean isDue() {
    return lastStart.isEmpty()
        || Duration.ofNanos(System.nanoTime() - lastStart.getAsLong()).compareTo(spec.throttle())
            >= 0;
  }

  private Evaluation evaluateAndExport(boolean isFinal) {
    lastStart = OptionalLong.of(System.nanoTime());
    Evaluation evaluation = estimator.evaluate(spec.input(), events);
    for (Exporter exporter : spec.exporters()) {
      exporter
          .export(estimator, exportDir.resolve(exporter.name()), evaluation, isFinal)
          .ifPresent(folder -> exports.put(exporter.name(), folder));
    }
    return evaluation;
  }
}
