package io.github.tfestimator.doctor;

import com.sun.management.OperatingSystemMXBean;
import io.github.tfestimator.io.Listing;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The checks that need no natives: platform, JDK, natives on the class path, CPU, memory, cache.
 */
final class HostChecks {
  private static final long MIB = 1 << 20;
  private static final long GIB = 1 << 30;
  private static final long MIN_MEMORY = 2 * GIB;

  /** The size of the unpacked natives, measured, rounded up. */
  private static final long CPU_BUILD_SIZE = 700 * MIB;

  private static final long GPU_BUILD_SIZE = 1500 * MIB;

  /** The instructions that the natives for x86-64 are compiled for. */
  private static final String REQUIRED = "avx";

  /** The instructions that oneDNN and Eigen use where there are some. */
  private static final List<String> USED =
      List.of("avx", "avx2", "fma", "avx512f", "avx512_vnni", "avx512_bf16", "amx_bf16");

  private HostChecks() {}

  static List<Finding> of(Machine machine) {
    return List.of(
        platform(machine), jdk(), build(machine), cpu(machine), memory(), cache(machine));
  }

  private static Finding platform(Machine machine) {
    String text =
        "%s, %s %s"
            .formatted(
                machine.platform(),
                System.getProperty("os.name"),
                System.getProperty("os.version"));
    return machine.isSupported()
        ? Finding.ok("Platform", text)
        : Finding.failed(
            "Platform",
            text,
            "TensorFlow Java has natives for Linux on x86-64 and ARM64, macOS on ARM64 and Windows on x86-64: use one of these.");
  }

  private static Finding jdk() {
    return Finding.ok(
        "JDK",
        "%s (%s), heap of up to %d MiB"
            .formatted(
                Runtime.version(),
                System.getProperty("java.vendor"),
                Runtime.getRuntime().maxMemory() / MIB));
  }

  private static Finding build(Machine machine) {
    List<String> builds = machine.builds();
    if (builds.isEmpty()) {
      return Finding.failed(
          "Build",
          "no natives for %s are on the class path".formatted(machine.platform()),
          "Add org.tensorflow:tensorflow-core-native with the classifier %s, or build by scripts/cnn --build cpu."
              .formatted(machine.platform()));
    }
    if (builds.size() > 1) {
      return Finding.failed(
          "Build",
          "both the natives for CPUs and for GPUs are on the class path",
          "Take out one of %s: which one is loaded is chance."
              .formatted(String.join(" and ", builds)));
    }
    String kind = machine.isGpuBuild() ? "for GPUs" : "for CPUs";
    return Finding.ok("Build", "%s (%s)".formatted(kind, builds.get(0)));
  }

  private static Finding cpu(Machine machine) {
    String cores = "%d cores".formatted(Runtime.getRuntime().availableProcessors());
    Optional<Set<String>> flags = machine.read("proc/cpuinfo").flatMap(HostChecks::flags);
    if (!machine.platform().endsWith("x86_64") || flags.isEmpty()) {
      return Finding.ok("CPU", cores);
    }
    String used =
        USED.stream().filter(flags.get()::contains).collect(Collectors.joining(" ", " with ", ""));
    if (!flags.get().contains(REQUIRED)) {
      return Finding.failed(
          "CPU",
          cores + " without AVX",
          "The natives are compiled for AVX and end the process without it: use a CPU, or a virtual machine's CPU model, that has it.");
    }
    return flags.get().contains("fma")
        ? Finding.ok("CPU", cores + used)
        : Finding.warning(
            "CPU",
            cores + used,
            "Convolutions take several times as long without AVX2 and FMA: use a CPU, or a virtual machine's CPU model, that has them.");
  }

  private static Optional<Set<String>> flags(String cpuinfo) {
    return cpuinfo
        .lines()
        .filter(line -> line.startsWith("flags"))
        .findFirst()
        .map(line -> Set.copyOf(Arrays.asList(line.replaceFirst(".*?:\\s*", "").split("\\s+"))));
  }

  private static Finding memory() {
    long total =
        ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
    String text = "%.1f GiB".formatted((double) total / GIB);
    return total >= MIN_MEMORY
        ? Finding.ok("Memory", text)
        : Finding.warning(
            "Memory", text, "The tutorial's training takes some 1 GiB: give the machine 2 GiB.");
  }

  private static Finding cache(Machine machine) {
    Path cache = machine.cache();
    String remedy =
        "Let CNN_JAVA_ARGS, or the command that starts Java, name another folder by -Dorg.bytedeco.javacpp.cachedir=DIR.";
    File existing = existing(cache.toAbsolutePath());
    if (!existing.isDirectory() || !existing.canWrite()) {
      return Finding.failed("Natives' cache", cache + " can't be written", remedy);
    }
    long needed = machine.isGpuBuild() ? GPU_BUILD_SIZE : CPU_BUILD_SIZE;
    long room = existing.getUsableSpace();
    if (isUnpacked(cache, machine.builds())) {
      return Finding.ok("Natives' cache", cache + ", unpacked");
    }
    String text = "%s, still to be unpacked, %d MiB of room".formatted(cache, room / MIB);
    return room >= needed
        ? Finding.ok("Natives' cache", text)
        : Finding.failed(
            "Natives' cache",
            text,
            "They take %d MiB: make room there. Or: %s".formatted(needed / MIB, remedy));
  }

  private static File existing(Path path) {
    Path nearest = path;
    while (!Files.exists(nearest) && nearest.getParent() != null) {
      nearest = nearest.getParent();
    }
    return nearest.toFile();
  }

  /** The folders are named by the jars, such as tensorflow-core-native-1.1.0-linux-x86_64.jar. */
  private static boolean isUnpacked(Path cache, List<String> builds) {
    try {
      List<String> names =
          Listing.children(cache).stream().map(jar -> jar.getFileName().toString()).toList();
      return builds.stream()
          .allMatch(
              build ->
                  names.stream()
                      .anyMatch(
                          name ->
                              name.startsWith("tensorflow-core-native-")
                                  && name.endsWith("-" + build + ".jar")));
    } catch (IOException e) {
      return false;
    }
  }
}
