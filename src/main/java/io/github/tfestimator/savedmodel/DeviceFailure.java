package io.github.tfestimator.savedmodel;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The explanations of TensorFlow's messages about a device that fails, such as a GPU without its
 * libraries or without room: the model that was loaded or run isn't at fault then.
 */
public final class DeviceFailure {
  private static final Pattern NO_MEMORY =
      Pattern.compile(
          "OOM when allocating|(?i:out[ _]of[ _]memory)|failed to allocate"
              + "|Dst tensor is not initialized|ALLOC_FAILED|(?i:resource[ _]?exhausted)");

  /** A GPU by its device's name, or CUDA's libraries and functions. */
  private static final Pattern GPU =
      Pattern.compile(
          "(?i)cuda|cudnn|cublas|cufft|cusolver|cusparse|nvrtc|ptxas|libdevice|device:GPU"
              + "|GPU_\\d+_bfc|No DNN in stream executor|DNN library|StreamExecutor|\\bGPU\\b");

  /** The name of {@code --visible-gpus} in TensorFlow's messages. */
  private static final String VISIBLE_GPUS = "visible_device_list";

  private DeviceFailure() {}

  /**
   * Tells whether a message refuses the list of visible GPUs.
   *
   * @param reason TensorFlow's message
   * @return whether one of the list isn't there, or the list is another session's
   */
  public static boolean isOfVisibleGpus(String reason) {
    return reason.contains(VISIBLE_GPUS);
  }

  /**
   * Explains a message, if it is about a device.
   *
   * @param reason TensorFlow's message
   * @return a sentence about the failure with the message, and what to do; empty if the message is
   *     about something else
   */
  public static Optional<String> explain(String reason) {
    if (isOfVisibleGpus(reason)) {
      return Optional.of(
          "The visible GPUs can't be used: %s. nvidia-smi -L lists the GPUs, CUDA_VISIBLE_DEVICES hides some, and the first session of a process decides for all."
              .formatted(sentence(reason)));
    }
    boolean ofGpu = GPU.matcher(reason).find();
    if (NO_MEMORY.matcher(reason).find()) {
      return Optional.of(ofGpu ? gpuMemory(reason) : memory(reason));
    }
    return ofGpu
        ? Optional.of(
            "The GPU failed: %s. The model isn't at fault; scripts/cnn doctor says which library, driver or chip is."
                .formatted(sentence(reason)))
        : Optional.empty();
  }

  private static String gpuMemory(String reason) {
    return ("The GPU's memory is full: %s. Take a smaller --batch-size or network. If another process holds the memory"
            + " (nvidia-smi lists them), start it with --gpu-memory-growth or --gpu-memory-fraction, and this one too.")
        .formatted(sentence(reason));
  }

  private static String memory(String reason) {
    return "The memory is full: %s. Take a smaller --batch-size or network, or a machine with more memory."
        .formatted(sentence(reason));
  }

  /** The first line, where TensorFlow says what happened; the others name nodes and hints. */
  private static String sentence(String reason) {
    return reason.strip().lines().findFirst().orElse("").replaceFirst("[.:]+$", "");
  }
}
