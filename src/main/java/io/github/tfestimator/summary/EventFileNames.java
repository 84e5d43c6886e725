package io.github.tfestimator.summary;

import io.github.tfestimator.io.Listing;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The names of event files: {@code events.out.tfevents.SECONDS.HOST.PID.N}, as TensorFlow 2 gives
 * them, with seconds since the epoch in ten digits and a number that counts this process's files.
 */
final class EventFileNames {
  private static final String PREFIX = "events.out.tfevents.";
  private static final Pattern TIMED = Pattern.compile(Pattern.quote(PREFIX) + "(\\d{10})\\..*");
  private static final String HOST = host();
  private static final AtomicInteger COUNT = new AtomicInteger();

  private EventFileNames() {}

  /** The event files of a folder in the order of their names; none if there is no such folder. */
  static List<Path> in(Path folder) throws IOException {
    try {
      return Listing.children(folder).stream()
          .filter(file -> name(file).startsWith(PREFIX) && Files.isRegularFile(file))
          .sorted(Comparator.comparing(EventFileNames::name))
          .toList();
    } catch (NoSuchFileException e) {
      return List.of();
    }
  }

  /**
   * A new file, which comes after all that the folder has: TensorBoard reads them in the order of
   * their names, and would treat a session's start as older if it had begun in the same second as
   * the session before, or after the clock was set back.
   */
  static Path next(Path folder) throws IOException {
    long seconds = Instant.now().getEpochSecond();
    for (Path file : in(folder)) {
      Matcher timed = TIMED.matcher(name(file));
      if (timed.matches()) {
        seconds = Math.max(seconds, Long.parseLong(timed.group(1)) + 1);
      }
    }
    long pid = ProcessHandle.current().pid();
    return folder.resolve(
        "%s%010d.%s.%d.%d".formatted(PREFIX, seconds, HOST, pid, COUNT.getAndIncrement()));
  }

  private static String name(Path file) {
    return file.getFileName().toString();
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName().replaceAll("[^A-Za-z0-9.-]", "_");
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }
}
