package io.github.tfestimator.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The checks of what the build for GPUs needs: CUDA's libraries, the driver, chips. */
final class GpuChecks {
  private static final long MIB = 1 << 20;
  private static final int MIN_CUDA = 12000;
  private static final int BUILT_WITH_CUDA = 12050;

  /** The natives have machine code for these, and PTX, which drivers compile, for later ones. */
  private static final double MIN_CAPABILITY = 6.0;

  private static final double MAX_CAPABILITY = 9.0;
  private static final long MIN_MEMORY = 1024 * MIB;

  private GpuChecks() {}

  /** Says whether a GPU lies idle. */
  static List<Finding> ofCpuBuild(Machine machine) {
    return machine.has("proc/driver/nvidia/version") && machine.platform().equals("linux-x86_64")
        ? List.of(
            Finding.warning(
                "GPU",
                "there is a driver for NVIDIA's GPUs, but this build doesn't use them",
                "scripts/cnn --build gpu makes the build for GPUs."))
        : List.of();
  }

  static List<Finding> of(ProbeResult probed) {
    List<Finding> findings = new ArrayList<>();
    CudaLibrary.ALL.stream()
        .filter(library -> isReached(probed, library.name()))
        .forEach(library -> findings.add(library(library, probed)));
    if (isReached(probed, CudaLibrary.DRIVER)) {
      findings.add(driver(probed));
      findings.addAll(gpus(probed));
    }
    if (probed.end().isEmpty() && probed.of("begin").stream().noneMatch(GpuChecks::isGpuStep)) {
      findings.add(
          Finding.failed(
              "GPU",
              "TensorFlow sees none, and computes on the CPU",
              "Mend what the lines above say; CUDA_VISIBLE_DEVICES must be unset or name a GPU. scripts/cnn --build cpu makes the build for CPUs."));
    }
    return findings;
  }

  private static boolean isGpuStep(String[] begun) {
    return begun[0].startsWith("device GPU");
  }

  private static boolean isReached(ProbeResult probed, String step) {
    return probed.of("begin", step).isPresent();
  }

  private static Finding library(CudaLibrary library, ProbeResult probed) {
    Optional<String> file = probed.of("library", library.name());
    if (file.isPresent()) {
      return Finding.ok(library.name(), file.get());
    }
    String reason =
        probed
            .of("missing", library.name())
            .map(text -> text.replace(library.name() + ": ", ""))
            .or(() -> probed.fatal(library.name()))
            .orElseThrow();
    String remedy =
        "Get it by pip install %s, or with CUDA 12.5 and cuDNN 9.3, and name its folder in LD_LIBRARY_PATH (docs/gpu.md)."
            .formatted(library.wheel());
    return library.isRequired()
        ? Finding.failed(library.name(), reason, remedy)
        : Finding.warning(library.name(), reason, remedy + " Only --profile needs it.");
  }

  private static Finding driver(ProbeResult probed) {
    Optional<String> missing = probed.of("missing", CudaLibrary.DRIVER);
    if (missing.isPresent()) {
      return Finding.failed(
          "Driver",
          missing.get(),
          "Install NVIDIA's driver, 525 or newer, better 555 or newer; in a container, start it with the GPUs (docker run --gpus all).");
    }
    for (String step : List.of(CudaLibrary.DRIVER, "driver")) {
      Optional<String> fatal = probed.fatal(step);
      if (fatal.isPresent()) {
        return Finding.failed(
            "Driver",
            fatal.get(),
            "See whether nvidia-smi answers; restart the machine, or reload the driver.");
      }
    }
    List<String[]> version = probed.of("driver");
    if (version.isEmpty()) {
      return Finding.failed(
          "Driver",
          failure(probed),
          "See what nvidia-smi says: no GPU, a driver that doesn't fit the kernel's module, or a container without its GPUs.");
    }
    return driver(Integer.parseInt(version.get(0)[0]));
  }

  private static Finding driver(int version) {
    String text = "for CUDA %d.%d".formatted(version / 1000, version % 1000 / 10);
    if (version < MIN_CUDA) {
      return Finding.failed(
          "Driver", text, "TensorFlow's natives are of CUDA 12: install a driver 525 or newer.");
    }
    return version < BUILT_WITH_CUDA
        ? Finding.warning(
            "Driver",
            text,
            "The natives are of CUDA 12.5: what the driver has to compile itself fails with an older one. Install a driver 555 or newer.")
        : Finding.ok("Driver", text);
  }

  private static String failure(ProbeResult probed) {
    List<String[]> failed = probed.of("failed");
    return failed.isEmpty() ? "not tried" : failed.get(0)[0];
  }

  private static List<Finding> gpus(ProbeResult probed) {
    List<Finding> findings = new ArrayList<>();
    for (String[] count : probed.of("gpus")) {
      if (count[0].equals("0")) {
        findings.add(
            Finding.failed(
                "GPU",
                "the driver has none",
                "CUDA_VISIBLE_DEVICES must be unset or name a GPU; nvidia-smi -L lists them."));
      }
    }
    probed.of("gpu").forEach(gpu -> findings.add(gpu(gpu, probed)));
    return findings;
  }

  private static Finding gpu(String[] gpu, ProbeResult probed) {
    String subject = "Chip " + gpu[0];
    double capability = Double.parseDouble(gpu[2]);
    String text = "%s, compute capability %s".formatted(gpu[1], gpu[2]);
    if (capability < MIN_CAPABILITY) {
      return Finding.failed(
          subject,
          text,
          "The natives have code for 6.0 to 9.0: hide this chip by --visible-gpus or CUDA_VISIBLE_DEVICES, or use a newer one.");
    }
    Optional<String[]> memory =
        probed.of("memory").stream().filter(fields -> fields[0].equals(gpu[0])).findFirst();
    if (memory.isEmpty()) {
      String reason = probed.fatal("GPU " + gpu[0]).orElseGet(() -> failure(probed));
      return Finding.failed(
          subject,
          text + ", but " + reason,
          "See what nvidia-smi says: another process may hold the chip for itself, or all its memory.");
    }
    long free = Long.parseLong(memory.get()[1]) / MIB;
    long total = Long.parseLong(memory.get()[2]) / MIB;
    text += ", %d of %d MiB free".formatted(free, total);
    if (free * MIB < MIN_MEMORY) {
      return Finding.warning(
          subject,
          text,
          "End what nvidia-smi lists, or start it with --gpu-memory-growth or --gpu-memory-fraction.");
    }
    return capability > MAX_CAPABILITY
        ? Finding.warning(
            subject,
            text,
            "The natives have code for 6.0 to 9.0, so the driver compiles it for this chip: the first start takes many minutes.")
        : Finding.ok(subject, text);
  }
}
