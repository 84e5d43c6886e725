package io.github.tfestimator.estimator;

import io.github.tfestimator.distribute.Cluster;
import io.github.tfestimator.hooks.Every;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

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
 * @param devices the devices that share each batch of a training, such as {@code gpu:0, gpu:1};
 *     empty for one device
 * @param cluster the machines of a training, and the task of this process
 */
public record RunConfig(
    Path modelDir,
    long seed,
    Every saveCheckpoints,
    int keepCheckpointMax,
    int logStepCountSteps,
    int saveSummarySteps,
    SessionConfig session,
    List<String> devices,
    Optional<Cluster> cluster) {

  /** Checks the values. */
  public RunConfig {
    devices = List.copyOf(devices);
    Objects.requireNonNull(cluster, "The cluster is null, but must be an Optional");
    TrainingDevices.of(devices);
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
    return new RunConfig(
        modelDir,
        42,
        Every.seconds(600),
        5,
        100,
        100,
        SessionConfig.defaults(),
        List.of(),
        Optional.empty());
  }

  /**
   * Returns Python's defaults, with the cluster that the environment variable {@code TF_CONFIG}
   * names: what {@code tf.estimator.RunConfig(model_dir)} does.
   *
   * @param modelDir the folder of checkpoints; the chief and an evaluator need the same one
   * @return the configuration
   * @throws IllegalArgumentException if the variable can't be read, with what is wrong
   */
  public static RunConfig fromEnvironment(Path modelDir) {
    RunConfig config = in(modelDir);
    return Cluster.fromEnvironment().map(config::withCluster).orElse(config);
  }

  /**
   * Returns a configuration with another seed.
   *
   * @param seed the seed of initial values and dropout
   * @return the changed configuration
   */
  public RunConfig withSeed(long seed) {
    var copy = new Copy(this);
    copy.seed = seed;
    return copy.config();
  }

  /**
   * Returns a configuration that saves at another interval: {@code save_checkpoints_steps} or
   * {@code save_checkpoints_secs}, which replace each other.
   *
   * @param every the interval of checkpoints
   * @return the changed configuration
   */
  public RunConfig withSaveCheckpoints(Every every) {
    var copy = new Copy(this);
    copy.saveCheckpoints = every;
    return copy.config();
  }

  /**
   * Returns a configuration that keeps another number of checkpoints.
   *
   * @param count the number of checkpoints to keep; 0 for all
   * @return the changed configuration
   * @throws IllegalArgumentException if the count is below 0
   */
  public RunConfig withKeepCheckpointMax(int count) {
    var copy = new Copy(this);
    copy.keepCheckpointMax = count;
    return copy.config();
  }

  /**
   * Returns a configuration that logs loss and speed at another interval.
   *
   * @param steps the number of steps between two log lines
   * @return the changed configuration
   * @throws IllegalArgumentException if the number is below 1
   */
  public RunConfig withLogStepCountSteps(int steps) {
    var copy = new Copy(this);
    copy.logStepCountSteps = steps;
    return copy.config();
  }

  /**
   * Returns a configuration that writes the loss for TensorBoard at another interval.
   *
   * @param steps the number of steps between two summaries; 0 for none
   * @return the changed configuration
   * @throws IllegalArgumentException if the number is below 0
   */
  public RunConfig withSaveSummarySteps(int steps) {
    var copy = new Copy(this);
    copy.saveSummarySteps = steps;
    return copy.config();
  }

  /**
   * Returns a configuration with other session options.
   *
   * @param config threads and GPUs
   * @return the changed configuration
   */
  public RunConfig withSession(SessionConfig config) {
    var copy = new Copy(this);
    copy.session = config;
    return copy.config();
  }

  /**
   * Returns a configuration whose trainings share each batch among several devices, as {@code
   * tf.distribute.MirroredStrategy} does: each computes the gradients of its part, and their mean
   * moves the variables.
   *
   * @param devices {@code gpu:0}, {@code gpu:1} and so on, of the session's visible GPUs; or {@code
   *     cpu:2} for two parts on the CPU, as tests need
   * @return the changed configuration
   * @throws IllegalArgumentException if they are neither
   */
  public RunConfig withDevices(String... devices) {
    var copy = new Copy(this);
    copy.devices = List.of(devices);
    return copy.config();
  }

  /**
   * Returns a configuration of a task of a cluster.
   *
   * @param cluster the machines, and the task of this process
   * @return the changed configuration
   */
  public RunConfig withCluster(Cluster cluster) {
    var copy = new Copy(this);
    copy.cluster = Optional.of(cluster);
    return copy.config();
  }

  /** {@return the number of devices that share each batch of a training} */
  public int deviceCount() {
    return trainingDevices().count();
  }

  /** {@return the devices that share each batch of a training} */
  TrainingDevices trainingDevices() {
    return TrainingDevices.of(devices);
  }

  private static void requireAtLeast(int least, String name, int value) {
    if (value < least) {
      throw new IllegalArgumentException(name + " (" + value + ") must be " + least + " or more");
    }
  }

  /** A configuration that is being changed. */
  private static final class Copy {
    final Path modelDir;
    long seed;
    Every saveCheckpoints;
    int keepCheckpointMax;
    int logStepCountSteps;
    int saveSummarySteps;
    SessionConfig session;
    List<String> devices;
    Optional<Cluster> cluster;

    Copy(RunConfig from) {
      modelDir = from.modelDir;
      seed = from.seed;
      saveCheckpoints = from.saveCheckpoints;
      keepCheckpointMax = from.keepCheckpointMax;
      logStepCountSteps = from.logStepCountSteps;
      saveSummarySteps = from.saveSummarySteps;
      session = from.session;
      devices = from.devices;
      cluster = from.cluster;
    }

    RunConfig config() {
      return new RunConfig(
          modelDir,
          seed,
          saveCheckpoints,
          keepCheckpointMax,
          logStepCountSteps,
          saveSummarySteps,
          session,
          devices,
          cluster);
    }
  }
}
