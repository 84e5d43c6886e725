package io.github.tfestimator.estimator;

import io.github.tfestimator.checkpoint.CheckpointReader;
import io.github.tfestimator.distribute.ClusterException;
import java.util.Optional;

/**
 * The evaluator's part of {@link Estimator#trainAndEvaluate}: evaluates and exports each new
 * checkpoint that the chief saves, until the training is over.
 */
final class ContinuousEvaluation {
  private static final long POLL_MILLIS = 1000;

  private final RunConfig config;
  private final TrainSpec trainSpec;
  private final EvalSpec spec;
  private final CheckpointEvaluations evaluations;
  private final TrainingEnd trainingEnd;

  ContinuousEvaluation(
      Estimator estimator, RunConfig config, TrainSpec trainSpec, EvalSpec evalSpec) {
    this.config = config;
    this.trainSpec = trainSpec;
    this.spec = evalSpec;
    this.evaluations = new CheckpointEvaluations(estimator, evalSpec, config);
    this.trainingEnd = TrainingEnd.in(config.modelDir());
  }

  /**
   * Evaluates.
   *
   * @throws ClusterException if the chief has failed; what it saved is evaluated before
   */
  TrainAndEvaluateResult run() {
    Log.TENSORFLOW.info("Waiting for checkpoints in {}.", config.modelDir());
    long evaluated = -1;
    long start = 0;
    while (true) {
      // Asked before the newest checkpoint is: what the training saved last isn't missed.
      Optional<TrainingEnd.Outcome> end = trainingEnd.outcome(trainSpec.steps());
      Optional<CheckpointReader> newest = CheckpointReader.newestIn(config.modelDir());
      long step = newest.map(CheckpointReader::globalStep).orElse(-1L);
      boolean isLast = step >= 0 && (end.isPresent() || isLast(step));
      if (step > evaluated && (isLast || evaluated < 0 || isDue(start))) {
        start = System.nanoTime();
        evaluated = evaluations.evaluateUnlessDone(step);
      } else if (end.isPresent() && end.get().failure().isPresent()) {
        throw new ClusterException(
            "The chief has failed: %s Start all tasks again when its cause is removed."
                .formatted(sentence(end.get().failure().get())));
      } else if (isLast) {
        return evaluations.finish(evaluated);
      } else {
        sleep();
      }
    }
  }

  private static String sentence(String message) {
    return message.endsWith(".") ? message : message + ".";
  }

  private boolean isDue(long lastStart) {
    return System.nanoTime() - lastStart >= spec.throttle().toNanos();
  }

  private boolean isLast(long step) {
    return trainSpec.steps() instanceof Steps.UpTo end && step >= end.globalStep();
  }

  private static void sleep() {
    try {
      Thread.sleep(POLL_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for a checkpoint", e);
    }
  }
}
