package io.github.tfestimator.cnn.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The most memory that this process has had, natives included. */
final class PeakMemory {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final Pattern PEAK = Pattern.compile("(?m)^VmHWM:\\s+(\\d+) kB$");

  private PeakMemory() {}

  /** Returns the resident memory at its peak, in bytes; none where the system doesn't tell. */
  static Optional<Long> bytes() {
    try {
      Matcher peak = PEAK.matcher(Files.readString(STATUS));
      return peak.find() ? Optional.of(1024 * Long.parseLong(peak.group(1))) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty(); // not Linux
    }
  }
}
