package io.github.tfestimator.estimator;

import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.GPUOptions;

/**
 * The threads and GPUs of a session: the useful part of {@code tf.ConfigProto}. The first session
 * of a process decides for all: TensorFlow makes its threads and takes its GPUs once.
 *
 * @param intraOpThreads the number of threads that share the work of one kernel; 0 for one per
 *     core. Another number may sum in another order, and so give other last bits
 * @param interOpThreads the number of kernels that run at once; 0 for one per core
 * @param gpuMemoryGrowth whether to allocate a GPU's memory as needed, not all at once
 * @param visibleGpus the numbers of the GPUs to use, such as {@code 0,2}; empty for all
 */
public record SessionConfig(
    int intraOpThreads, int interOpThreads, boolean gpuMemoryGrowth, String visibleGpus) {

  /** TensorFlow would make them all, and with a hundred thousand never get done. */
  private static final int MAX_THREADS = 1024;

  /** Checks the values. */
  public SessionConfig {
    requireThreads("intraOpThreads", intraOpThreads);
    requireThreads("interOpThreads", interOpThreads);
    if (!visibleGpus.matches("(\\d+(,\\d+)*)?")) {
      throw new IllegalArgumentException(
          "visibleGpus ("
              + visibleGpus
              + ") must be numbers of GPUs with commas between, such as 0,2");
    }
  }

  /** {@return TensorFlow's defaults: a thread per core, all memory of all GPUs} */
  public static SessionConfig defaults() {
    return new SessionConfig(0, 0, false, "");
  }

  /** {@return the configuration as TensorFlow's protocol buffer} */
  public ConfigProto toProto() {
    return ConfigProto.newBuilder()
        .setIntraOpParallelismThreads(intraOpThreads)
        .setInterOpParallelismThreads(interOpThreads)
        .setGpuOptions(
            GPUOptions.newBuilder()
                .setAllowGrowth(gpuMemoryGrowth)
                .setVisibleDeviceList(visibleGpus))
        .build();
  }

  private static void requireThreads(String name, int value) {
    if (value < 0 || value > MAX_THREADS) {
      throw new IllegalArgumentException(
          "%s (%d) must be 0 to %d".formatted(name, value, MAX_THREADS));
    }
  }
}
