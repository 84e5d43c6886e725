package io.github.tfestimator.estimator;

import java.util.Objects;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.GPUOptions;
import org.tensorflow.proto.OptimizerOptions;

/**
 * The threads, GPUs and switches of a session: {@code tf.ConfigProto}, and what Python sets for the
 * whole process. Start with {@link #defaults} or a ConfigProto, change with the methods {@code
 * with...}.
 *
 * <p>The first session of a process decides for all: TensorFlow makes its threads and takes its
 * GPUs once. {@link Precision#FLOAT32} and ops that are deterministic stay so in the process.
 *
 * @param proto threads and devices as TensorFlow's protocol buffer
 * @param precision what convolutions and matrix products compute in
 * @param deterministicOps whether only deterministic kernels run: {@code
 *     tf.config.experimental.enable_op_determinism}
 */
public record SessionConfig(ConfigProto proto, Precision precision, boolean deterministicOps) {
  /** TensorFlow would make them all, and with a hundred thousand never get done. */
  private static final int MAX_THREADS = 1024;

  /** Checks that nothing is missing. */
  public SessionConfig {
    Objects.requireNonNull(proto, "proto");
    Objects.requireNonNull(precision, "precision");
  }

  /**
   * Returns the defaults, which are those of Python's Estimator.
   *
   * @return a thread per core, all memory of all GPUs, soft placement, TensorFlow's precision
   */
  public static SessionConfig defaults() {
    return of(ConfigProto.newBuilder().setAllowSoftPlacement(true).build());
  }

  /**
   * Returns a configuration of one's own.
   *
   * @param proto the session's configuration, taken as it is
   * @return the configuration, of TensorFlow's precision: {@link Precision#TF32}
   */
  public static SessionConfig of(ConfigProto proto) {
    return new SessionConfig(proto, Precision.TF32, false);
  }

  /**
   * Returns a configuration with other numbers of threads.
   *
   * @param intraOp the number of threads that share the work of one kernel; 0 for one per core.
   *     Another number may sum in another order, and so give other last bits
   * @param interOp the number of kernels that run at once; 0 for one per core
   * @return the changed configuration
   * @throws IllegalArgumentException if one is negative or more than 1024
   */
  public SessionConfig withThreads(int intraOp, int interOp) {
    requireThreads("intraOpThreads", intraOp);
    requireThreads("interOpThreads", interOp);
    return with(
        proto.toBuilder()
            .setIntraOpParallelismThreads(intraOp)
            .setInterOpParallelismThreads(interOp));
  }

  /**
   * Allocates a GPU's memory as needed, not all at once.
   *
   * @return the changed configuration
   */
  public SessionConfig withGpuMemoryGrowth() {
    return with(gpu().setAllowGrowth(true));
  }

  /**
   * Limits the share of each GPU's memory that the process takes.
   *
   * @param fraction the share, above 0 and up to 1, such as 0.4
   * @return the changed configuration
   * @throws IllegalArgumentException if it is out of range
   */
  public SessionConfig withGpuMemoryFraction(double fraction) {
    if (!(fraction > 0 && fraction <= 1)) {
      throw new IllegalArgumentException(
          "gpuMemoryFraction (%s) must be above 0 and up to 1, such as 0.4".formatted(fraction));
    }
    return with(gpu().setPerProcessGpuMemoryFraction(fraction));
  }

  /**
   * Uses some of the GPUs only.
   *
   * @param gpus their numbers, such as {@code 0,2}; empty for all
   * @return the changed configuration
   * @throws IllegalArgumentException if these are no numbers with commas between
   */
  public SessionConfig withVisibleGpus(String gpus) {
    if (!gpus.matches("(\\d+(,\\d+)*)?")) {
      throw new IllegalArgumentException(
          "visibleGpus (%s) must be numbers of GPUs with commas between, such as 0,2"
              .formatted(gpus));
    }
    return with(gpu().setVisibleDeviceList(gpus));
  }

  /**
   * Compiles clusters of ops by XLA, on GPUs. The first step takes longer, and the last bits
   * differ.
   *
   * @return the changed configuration
   */
  public SessionConfig withXla() {
    ConfigProto.Builder changed = proto.toBuilder();
    changed
        .getGraphOptionsBuilder()
        .getOptimizerOptionsBuilder()
        .setGlobalJitLevel(OptimizerOptions.GlobalJitLevel.ON_1);
    return with(changed);
  }

  /**
   * Returns a configuration of another precision.
   *
   * @param precision what convolutions and matrix products compute in
   * @return the changed configuration
   */
  public SessionConfig withPrecision(Precision precision) {
    return new SessionConfig(proto, precision, deterministicOps);
  }

  /**
   * Lets only deterministic kernels run. An op that has none for its device fails.
   *
   * @return the changed configuration
   */
  public SessionConfig withDeterministicOps() {
    return new SessionConfig(proto, precision, true);
  }

  /**
   * Prints on standard output which device each op is placed on.
   *
   * @return the changed configuration
   */
  public SessionConfig withDevicePlacementLog() {
    return with(proto.toBuilder().setLogDevicePlacement(true));
  }

  /**
   * Returns a configuration with or without soft placement.
   *
   * @param soft whether an op goes to the CPU where the device that the graph names isn't there or
   *     can't run it; otherwise it fails
   * @return the changed configuration
   */
  public SessionConfig withSoftPlacement(boolean soft) {
    return with(proto.toBuilder().setAllowSoftPlacement(soft));
  }

  /**
   * Sets what holds for the whole process, and returns the rest. To be called where a session is
   * made.
   *
   * @return the new session's configuration
   * @throws IllegalStateException if a switch can't be set on this build for GPUs
   */
  public ConfigProto forNewSession() {
    if (precision == Precision.FLOAT32) {
      ProcessSwitches.disableTf32();
    }
    if (deterministicOps) {
      ProcessSwitches.enableDeterministicOps();
    }
    return proto;
  }

  private GPUOptions.Builder gpu() {
    return proto.getGpuOptions().toBuilder();
  }

  private SessionConfig with(GPUOptions.Builder gpu) {
    return with(proto.toBuilder().setGpuOptions(gpu));
  }

  private SessionConfig with(ConfigProto.Builder changed) {
    return new SessionConfig(changed.build(), precision, deterministicOps);
  }

  private static void requireThreads(String name, int value) {
    if (value < 0 || value > MAX_THREADS) {
      throw new IllegalArgumentException(
          "%s (%d) must be 0 to %d".formatted(name, value, MAX_THREADS));
    }
  }
}
