package io.github.tfestimator.peers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The most that this process has held in memory, as Linux tells it. */
final class PeakMemory {
  private static final Path STATUS = Path.of("/proc/self/status");

  private PeakMemory() {}

  static double mib() {
    try {
      for (String line : Files.readAllLines(STATUS)) {
        if (line.startsWith("VmHWM:")) {
          return Long.parseLong(line.replaceAll("\\D", "")) / 1024.0;
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Peak memory is read from %s: %s".formatted(STATUS, e), e);
    }
    throw new IllegalStateException("%s has no line VmHWM: is this Linux?".formatted(STATUS));
  }
}
