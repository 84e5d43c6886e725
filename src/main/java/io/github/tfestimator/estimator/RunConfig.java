package io.github.tfestimator.estimator;

import java.nio.file.Path;
import java.time.Duration;

/**
 * Where and how an estimator runs: {@code tf.estimator.RunConfig}. Start with {@link #in}, change
 * with the methods {@code with...}.
 *
 * @param modelDir the folder of checkpoints; made if it isn't there
 * @param seed of initial values and of dropout: same seed, same bits
 * @param saveCheckpointsEvery how often a training saves, besides at its start and end
 * @param keepCheckpointMax how many checkpoints are kept, the newest ones
 * @param logStepCountSteps every how many steps the loss and the speed are logged
 */
public record RunConfig(
    Path modelDir,
    long seed,
    Duration saveCheckpointsEvery,
    int keepCheckpointMax,
    int logStepCountSteps) {

  /** Checks the values. */
  public RunConfig {
    if (saveCheckpointsEvery.isNegative() || saveCheckpointsEvery.isZero()) {
      throw new IllegalArgumentException(
          "saveCheckpointsEvery (" + saveCheckpointsEvery + ") must be a positive time");
    }
    requirePositive("keepCheckpointMax", keepCheckpointMax);
    requirePositive("logStepCountSteps", logStepCountSteps);
  }

  /**
   * Python's defaults: saves every 600 s, keeps 5 checkpoints, logs every 100 steps. The seed is
   * 42, where Python draws one.
   *
   * @param modelDir the folder of checkpoints
   * @return the configuration
   */
  public static RunConfig in(Path modelDir) {
    return new RunConfig(modelDir, 42, Duration.ofSeconds(600), 5, 100);
  }

  /**
   * @param seed of initial values and of dropout
   * @return a configuration with that seed
   */
  public RunConfig withSeed(long seed) {
    return new RunConfig(
        modelDir, seed, saveCheckpointsEvery, keepCheckpointMax, logStepCountSteps);
  }

  /**
   * @param interval how often a training saves
   * @return a configuration with that interval
   * @throws IllegalArgumentException if it isn't positive
   */
  public RunConfig withSaveCheckpointsEvery(Duration interval) {
    return new RunConfig(modelDir, seed, interval, keepCheckpointMax, logStepCountSteps);
  }

  /**
   * @param count how many checkpoints to keep
   * @return a configuration that keeps so many
   * @throws IllegalArgumentException if it is below 1
   */
  public RunConfig withKeepCheckpointMax(int count) {
    return new RunConfig(modelDir, seed, saveCheckpointsEvery, count, logStepCountSteps);
  }

  /**
   * @param steps every how many steps to log loss and speed
   * @return a configuration that does so
   * @throws IllegalArgumentException if it is below 1
   */
  public RunConfig withLogStepCountSteps(int steps) {
    return new RunConfig(modelDir, seed, saveCheckpointsEvery, keepCheckpointMax, steps);
  }

  private static void requirePositive(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " (" + value + ") must be 1 or more");
    }
  }
}
