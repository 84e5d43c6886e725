package io.github.tfestimator.export;

import io.github.tfestimator.files.SavedModelVersions;
import io.github.tfestimator.files.WholeFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The versions in an export directory: folders named by integers. */
final class Versions {
  /** How many versions Python's exporters keep. */
  static final int KEEP = 5;

  private Versions() {}

  static void requireKeep(int keepExports) {
    if (keepExports < 0) {
      throw new IllegalArgumentException("keepExports (" + keepExports + ") must be 0 or more");
    }
  }

  /**
   * The number for the next version: the second, or more if there are such versions already, for
   * the highest number is the one that is served.
   */
  static long next(Path exportDir, long seconds) throws IOException {
    if (!Files.exists(exportDir)) {
      return seconds;
    }
    return list(exportDir, SavedModelVersions.NUMBER).stream()
        .mapToLong(version -> number(version) + 1)
        .reduce(seconds, Math::max);
  }

  /**
   * Deletes all but the newest SavedModels; whatever else is there stays. A version loses its
   * number before its first file, so that no server sees half of one.
   *
   * @param keep how many to keep; 0 for all
   * @throws ExportException if one can't be deleted
   */
  static void keepNewest(Path exportDir, int keep) {
    try {
      for (Path leftover : list(exportDir, "\\." + SavedModelVersions.NUMBER + "\\.old")) {
        WholeFiles.deleteTree(leftover);
      }
      List<Path> versions =
          list(exportDir, SavedModelVersions.NUMBER).stream()
              .filter(SavedModelVersions::isSavedModel)
              .sorted(Comparator.comparingLong(Versions::number))
              .toList();
      int old = keep == 0 ? 0 : Math.max(0, versions.size() - keep);
      for (Path version : versions.subList(0, old)) {
        Path aside = exportDir.resolve("." + version.getFileName() + ".old");
        Files.move(version, aside, StandardCopyOption.ATOMIC_MOVE);
        WholeFiles.deleteTree(aside);
      }
    } catch (IOException e) {
      throw new ExportException(
          "Can't delete old versions in %s: %s. Delete them, and change the permissions."
              .formatted(exportDir, WholeFiles.reason(e)),
          e);
    }
  }

  private static List<Path> list(Path folder, String name) throws IOException {
    try (Stream<Path> children = Files.list(folder)) {
      return children.filter(child -> child.getFileName().toString().matches(name)).toList();
    }
  }

  private static long number(Path version) {
    return Long.parseLong(version.getFileName().toString());
  }
}
