package io.github.tfestimator.export;

import io.github.tfestimator.io.AtomicFiles;
import io.github.tfestimator.io.Listing;
import io.github.tfestimator.savedmodel.SavedModelVersions;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The versions in an export directory: folders named by integers. */
final class Versions {
  /** The number of versions that Python's exporters keep. */
  static final int KEEP = 5;

  /** The names that {@link #unfinished} and {@link #deleteLeftovers} give. */
  private static final String UNFINISHED =
      "temp-" + SavedModelVersions.NUMBER + "-\\d+-\\d+(\\.old)?";

  /** An export takes seconds. */
  private static final Duration MAX_EXPORT_TIME = Duration.ofHours(1);

  private static final AtomicLong EXPORTS = new AtomicLong();

  private static final Logger LOG = LoggerFactory.getLogger("tensorflow");

  private Versions() {}

  static void requireKeep(int keepExports) {
    if (keepExports < 0) {
      throw new IllegalArgumentException("keepExports (" + keepExports + ") must be 0 or more");
    }
  }

  /**
   * Returns the number of the next version: the time in seconds, or one more than the highest
   * version if that is larger, as servers load the highest number.
   *
   * @throws IOException if the folder can't be listed, or has the highest number of all
   */
  static long next(Path exportDir, long seconds) throws IOException {
    if (!Files.exists(exportDir)) {
      return seconds;
    }
    long next =
        list(exportDir, SavedModelVersions.NUMBER).stream()
            .mapToLong(version -> number(version) + 1)
            .reduce(seconds, Math::max);
    if (!Long.toString(next).matches(SavedModelVersions.NUMBER)) {
      throw new IOException("no version can be higher than %d, which is there".formatted(next - 1));
    }
    return next;
  }

  /**
   * Returns the name of a version until it is complete. It isn't an integer, so servers ignore it.
   * It contains the process id and a counter, as several exports may run in the same second.
   */
  static String unfinished(long seconds) {
    return "temp-%d-%d-%d"
        .formatted(seconds, ProcessHandle.current().pid(), EXPORTS.incrementAndGet());
  }

  /** Gives a finished version its number: the next one that no other export takes meanwhile. */
  static Path publish(Path finished, Path exportDir, long seconds) throws IOException {
    while (true) {
      Path version = exportDir.resolve(Long.toString(next(exportDir, seconds)));
      try {
        AtomicFiles.commitTree(finished, version);
        return version;
      } catch (FileSystemException e) {
        if (!Files.exists(version)) {
          throw e;
        }
      }
    }
  }

  /**
   * Deletes the leftovers of killed exports. Only their age identifies them: a process id means
   * nothing if containers or machines share the directory, or after the id was reused.
   */
  static void deleteLeftovers(Path exportDir, Instant now) throws IOException {
    for (Path leftover : list(exportDir, UNFINISHED)) {
      try {
        Instant written = Files.getLastModifiedTime(leftover).toInstant();
        if (written.plus(MAX_EXPORT_TIME).isBefore(now)) {
          delete(leftover);
        }
      } catch (IOException e) {
        // Perhaps another user's, or another process is deleting it: that's no reason to fail.
        LOG.warn("Can't delete {}: {}", leftover, AtomicFiles.reason(e));
      }
    }
  }

  /** Renames before deleting: if the export is alive after all, it finds nothing to commit. */
  private static void delete(Path leftover) throws IOException {
    Path renamed = leftover;
    if (!leftover.getFileName().toString().endsWith(".old")) {
      renamed = leftover.resolveSibling(leftover.getFileName() + ".old");
      Files.move(leftover, renamed, StandardCopyOption.ATOMIC_MOVE);
    }
    AtomicFiles.deleteTree(renamed);
  }

  /**
   * Deletes all but the newest SavedModels; whatever else is there stays. A version loses its
   * number before its first file, so that no server sees half of one.
   *
   * @param keep the number of versions to keep; 0 for all
   * @throws ExportException if one can't be deleted
   */
  static void keepNewest(Path exportDir, int keep) {
    try {
      for (Path leftover : list(exportDir, "\\." + SavedModelVersions.NUMBER + "\\.old")) {
        AtomicFiles.deleteTree(leftover);
      }
      List<Path> versions =
          list(exportDir, SavedModelVersions.NUMBER).stream()
              .filter(SavedModelVersions::isSavedModel)
              .sorted(Comparator.comparingLong(Versions::number))
              .toList();
      int old = keep == 0 ? 0 : Math.max(0, versions.size() - keep);
      for (Path version : versions.subList(0, old)) {
        Path renamed = exportDir.resolve("." + version.getFileName() + ".old");
        Files.move(version, renamed, StandardCopyOption.ATOMIC_MOVE);
        AtomicFiles.deleteTree(renamed);
      }
    } catch (IOException e) {
      throw new ExportException(
          "Can't delete old versions in %s: %s. Delete them, and change the permissions."
              .formatted(exportDir, AtomicFiles.reason(e)),
          e);
    }
  }

  private static List<Path> list(Path folder, String name) throws IOException {
    return Listing.children(folder).stream()
        .filter(child -> child.getFileName().toString().matches(name))
        .toList();
  }

  private static long number(Path version) {
    return Long.parseLong(version.getFileName().toString());
  }
}
