package io.github.tfestimator.estimator;

import io.github.tfestimator.checkpoint.CheckpointReader;
import java.time.Duration;
import java.util.Optional;

/**
 * The evaluator's part of {@link Estimator#trainAndEvaluate}: evaluates and exports each new
 * checkpoint that the chief saves, until the training is over.
 */
final class ContinuousEvaluation {
  private static final Duration POLL = Duration.ofSeconds(1);

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

  TrainAndEvaluateResult run() {
    Log.TENSORFLOW.info("Waiting for checkpoints in {}.", config.modelDir());
    long evaluated = -1;
    boolean isOver = false;
    while (!isOver) {
      // Asked before the newest checkpoint is: what the training saved last isn't missed.
      boolean hasEnded = trainingEnd.isReached();
      Optional<CheckpointReader> newest = CheckpointReader.newestIn(config.modelDir());
      long step = newest.map(CheckpointReader::globalStep).orElse(-1L);
      if (step > evaluated) {
        long start = System.nanoTime();
        evaluated = evaluations.evaluateUnlessDone(step);
        sleep(hasEnded ? Duration.ZERO : spec.throttle().minusNanos(System.nanoTime() - start));
      }
      isOver = step >= 0 && step <= evaluated && (hasEnded || isLast(evaluated));
      if (!isOver) {
        sleep(POLL);
      }
    }
    return evaluations.finish(evaluated);
  }

  private boolean isLast(long step) {
    return trainSpec.steps() instanceof Steps.UpTo end && step >= end.globalStep();
  }

  private static void sleep(Duration duration) {
    if (duration.isNegative() || duration.isZero()) {
      return;
    }
    try {
      Thread.sleep(duration.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for a checkpoint", e);
    }
  }
}
