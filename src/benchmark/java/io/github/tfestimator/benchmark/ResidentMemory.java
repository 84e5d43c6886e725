package io.github.tfestimator.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The memory that this process holds (resident), from Linux. */
public final class ResidentMemory {
  private ResidentMemory() {}

  static double mib() {
    return mib("VmRSS:");
  }

  /** {@return the most that it ever held, in MiB} */
  public static double peakMib() {
    return mib("VmHWM:");
  }

  private static double mib(String field) {
    try {
      return Files.readAllLines(Path.of("/proc/self/status")).stream()
          .filter(line -> line.startsWith(field))
          .mapToDouble(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024.0)
          .findFirst()
          .orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException("Resident memory is read from /proc/self/status: " + e, e);
    }
  }
}
