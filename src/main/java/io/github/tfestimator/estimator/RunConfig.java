package io.github.tfestimator.estimator;

import io.github.tfestimator.hooks.Every;
import java.nio.file.Path;

/**
 * The configuration of an estimator's runs: {@code tf.estimator.RunConfig}. Start with {@link #in},
 * change with the methods {@code with...}.
 *
 * @param modelDir the folder of checkpoints; created if it doesn't exist
 * @param seed the seed of initial values and dropout: same seed, same bits
 * @param saveCheckpoints the interval of checkpoints, in addition to those at the start and end of
 *     a training; by steps, at the global steps that are multiples
 * @param keepCheckpointMax the number of newest checkpoints to keep; 0 for all
 * @param logStepCountSteps the number of steps between two logs of loss and speed
 * @param saveSummarySteps the number of steps between two summaries for TensorBoard; 0 for none
 * @param session threads and GPUs
 */
public record RunConfig(
    Path modelDir,
    long seed,
    Every saveCheckpoints,
    int keepCheckpointMax,
    int logStepCountSteps,
    int saveSummarySteps,
    SessionConfig session) {

  /** Checks the values. */
  public RunConfig {
    requireAtLeast(0, "keepCheckpointMax", keepCheckpointMax);
    requireAtLeast(1, "logStepCountSteps", logStepCountSteps);
    requireAtLeast(0, "saveSummarySteps", saveSummarySteps);
  }

  /**
   * Python's defaults: saves every 600 s, keeps 5 checkpoints, logs and writes summaries every 100
   * steps. The seed is 42, where Python draws one.
   *
   * @param modelDir the folder of checkpoints
   * @return the configuration
   */
  public static RunConfig in(Path modelDir) {
    return new RunConfig(modelDir, 42, Every.seconds(600), 5, 100, 100, SessionConfig.defaults());
  }

  /**
   * Returns a configuration with another seed.
   *
   * @param seed the seed of initial values and dropout
   * @return the changed configuration
   */
  public RunConfig withSeed(long seed) {
    return new RunConfig(
        modelDir,
        seed,
        saveCheckpoints,
        keepCheckpointMax,
        logStepCountSteps,
        saveSummarySteps,
        session);
  }

  /**
   * Returns a configuration that saves at another interval: {@code save_checkpoints_steps} or
   * {@code save_checkpoints_secs}, which replace each other.
   *
   * @param every the interval of checkpoints
   * @return the changed configuration
   */
  public RunConfig withSaveCheckpoints(Every every) {
    return new RunConfig(
        modelDir, seed, every, keepCheckpointMax, logStepCountSteps, saveSummarySteps, session);
  }

  /**
   * Returns a configuration that keeps another number of checkpoints.
   *
   * @param count the number of checkpoints to keep; 0 for all
   * @return the changed configuration
   * @throws IllegalArgumentException if the count is below 0
   */
  public RunConfig withKeepCheckpointMax(int count) {
    return new RunConfig(
        modelDir, seed, saveCheckpoints, count, logStepCountSteps, saveSummarySteps, session);
  }

  /**
   * Returns a configuration that logs loss and speed at another interval.
   *
   * @param steps the number of steps between two log lines
   * @return the changed configuration
   * @throws IllegalArgumentException if the number is below 1
   */
  public RunConfig withLogStepCountSteps(int steps) {
    return new RunConfig(
        modelDir, seed, saveCheckpoints, keepCheckpointMax, steps, saveSummarySteps, session);
  }

  /**
   * Returns a configuration that writes the loss for TensorBoard at another interval.
   *
   * @param steps the number of steps between two summaries; 0 for none
   * @return the changed configuration
   * @throws IllegalArgumentException if the number is below 0
   */
  public RunConfig withSaveSummarySteps(int steps) {
    return new RunConfig(
        modelDir, seed, saveCheckpoints, keepCheckpointMax, logStepCountSteps, steps, session);
  }

  /**
   * Returns a configuration with other session options.
   *
   * @param config threads and GPUs
   * @return the changed configuration
   */
  public RunConfig withSession(SessionConfig config) {
    return new RunConfig(
        modelDir,
        seed,
        saveCheckpoints,
        keepCheckpointMax,
        logStepCountSteps,
        saveSummarySteps,
        config);
  }

  private static void requireAtLeast(int least, String name, int value) {
    if (value < least) {
      throw new IllegalArgumentException(name + " (" + value + ") must be " + least + " or more");
    }
  }
}
