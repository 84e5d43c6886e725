package io.github.tfestimator.cnn.cli;

import io.github.tfestimator.estimator.Devices;
import io.github.tfestimator.estimator.Precision;
import io.github.tfestimator.estimator.SessionConfig;
import io.github.tfestimator.io.AtomicFiles;
import io.github.tfestimator.savedmodel.DeviceFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tensorflow.TensorFlow;
import org.tensorflow.exceptions.TFInvalidArgumentException;
import picocli.CommandLine.Option;

/** The options of threads, GPUs and precision, which all commands that compute have. */
class SessionOptions {
  @Option(
      names = "--intra-op-threads",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "Threads that share a kernel's work; 0 for one per core (${DEFAULT-VALUE})."
              + " Another number may change the last bits.")
  private int intraOpThreads;

  @Option(
      names = "--inter-op-threads",
      paramLabel = "N",
      defaultValue = "0",
      description = "Kernels that run at once; 0 for one per core (${DEFAULT-VALUE}).")
  private int interOpThreads;

  @Option(
      names = "--visible-gpus",
      paramLabel = "LIST",
      defaultValue = "",
      description = "Use these GPUs only, such as 0,2 (all).")
  private String visibleGpus;

  @Option(
      names = "--gpu-memory-growth",
      description = "Take a GPU's memory as it is needed, not all at once.")
  private boolean gpuMemoryGrowth;

  @Option(
      names = "--gpu-memory-fraction",
      paramLabel = "SHARE",
      description = "Take at most this share of each GPU's memory, such as 0.4 (nearly all).")
  private Optional<Double> gpuMemoryFraction;

  @Option(
      names = "--precision",
      paramLabel = "TYPE",
      defaultValue = "tf32",
      description = {
        "What layers compute in (${DEFAULT-VALUE}).",
        "tf32: float32, of which newer GPUs round what they multiply to 10 bits; float32: they don't.",
        "For training alone, where that is quicker: bfloat16, or float16 with a scaled loss."
      })
  private Precision precision;

  @Option(names = "--xla", description = "Let XLA compile the graph for a GPU.")
  private boolean xla;

  @Option(
      names = "--deterministic",
      description =
          "Compute the same bits each time on GPUs, too, where that is slower. The last bits differ"
              + " from those without it.")
  private boolean deterministic;

  /** Returns the configuration; an IllegalArgumentException for values out of range. */
  SessionConfig config() {
    requireComputable(precision);
    SessionConfig config =
        SessionConfig.defaults()
            .withThreads(intraOpThreads, interOpThreads)
            .withPrecision(precision);
    if (!visibleGpus.isEmpty()) {
      config = config.withVisibleGpus(visibleGpus);
    }
    if (gpuMemoryGrowth) {
      config = config.withGpuMemoryGrowth();
    }
    if (gpuMemoryFraction.isPresent()) {
      config = config.withGpuMemoryFraction(gpuMemoryFraction.get());
    }
    if (deterministic) {
      config = config.withDeterministicOps();
    }
    return xla ? config.withXla() : config;
  }

  /** Refuses what only a training can compute in. */
  void requireComputable(Precision chosen) {
    if (chosen.isMixed()) {
      throw new IllegalArgumentException(
          "precision (%s) is for training alone: other commands compute in float32 or tf32"
              .formatted(chosen));
    }
  }

  /**
   * Settles threads and GPUs by the process's first session, and prints the devices.
   *
   * @throws IllegalArgumentException if GPUs are named where there are none
   */
  void announce(Console console) {
    List<String> devices = settle(console);
    console.info(
        "TensorFlow %s for %s on %s"
            .formatted(
                TensorFlow.version(),
                Devices.isGpuBuild() ? "GPUs" : "CPUs",
                String.join(", ", devices)));
  }

  /**
   * Settles threads and GPUs by the process's first session, and says what of them doesn't work.
   *
   * @return the devices
   * @throws IllegalArgumentException if GPUs are named where there are none
   */
  List<String> settle(Console console) {
    SessionConfig config = config();
    if (!visibleGpus.isEmpty() && !Devices.isGpuBuild()) {
      throw new IllegalArgumentException(
          "visibleGpus (%s) can't be used: this is the build for CPUs; scripts/cnn --build gpu makes the one for GPUs"
              .formatted(visibleGpus));
    }
    List<String> ineffective = gpuSettings();
    if (!ineffective.isEmpty() && !Devices.isGpuBuild()) {
      console.message(
          "WARNING: %s: without effect, as this is the build for CPUs; scripts/cnn --build gpu makes the one for GPUs."
              .formatted(String.join(", ", ineffective)));
    }
    List<String> devices = devices(config);
    if (!visibleGpus.isEmpty() && !hasGpu(devices)) {
      throw new IllegalArgumentException(
          "visibleGpus (%s) can't be used: TensorFlow sees no GPU, and scripts/cnn doctor says why"
              .formatted(visibleGpus));
    }
    if (Devices.isGpuBuild() && !hasGpu(devices)) {
      console.message(
          "This is the build for GPUs, but TensorFlow sees none: it computes on the CPU, to the same bits"
              + " as the build for CPUs. scripts/cnn doctor says why.");
    }
    return devices;
  }

  private List<String> devices(SessionConfig config) {
    try {
      return Devices.list(config);
    } catch (TFInvalidArgumentException e) {
      throw refusal(e, visibleGpus);
    }
  }

  /** Returns the error of the option where TensorFlow refuses its GPUs, otherwise the same. */
  static RuntimeException refusal(TFInvalidArgumentException e, String visibleGpus) {
    String reason = AtomicFiles.reason(e);
    return DeviceFailure.isOfVisibleGpus(reason)
        ? new IllegalArgumentException(
            "visibleGpus (%s) can't be used: nvidia-smi -L lists the GPUs, and CUDA_VISIBLE_DEVICES hides some (%s)"
                .formatted(visibleGpus, reason),
            e)
        : e;
  }

  /** The given options that say how to use GPUs, if there are some, but don't ask for one. */
  private List<String> gpuSettings() {
    List<String> given = new ArrayList<>();
    if (gpuMemoryGrowth) {
      given.add("--gpu-memory-growth");
    }
    if (gpuMemoryFraction.isPresent()) {
      given.add("--gpu-memory-fraction");
    }
    if (xla) {
      given.add("--xla");
    }
    return given;
  }

  private static boolean hasGpu(List<String> devices) {
    return devices.stream().anyMatch(name -> name.startsWith("GPU"));
  }
}
