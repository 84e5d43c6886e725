package io.github.tfestimator.benchmark;

import io.github.tfestimator.io.AtomicFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/** A folder of versions whose highest is one model, then another, then the one again. */
final class AlternatingVersions {
  private final Path folder;
  private final List<Path> models;
  private int count;

  AlternatingVersions(Path folder, List<Path> models) {
    this.folder = folder;
    this.models = models;
  }

  /** Publishes a version, whole at once, and takes the last one away. */
  void publishNext() throws IOException {
    Path previous = highest();
    Path model = models.get(count % models.size());
    Path aside = folder.resolve("temp");
    copy(model, aside);
    count++;
    Files.move(aside, highest(), StandardCopyOption.ATOMIC_MOVE);
    if (count > 1) {
      Files.move(previous, aside, StandardCopyOption.ATOMIC_MOVE);
      AtomicFiles.deleteTree(aside);
    }
  }

  Path highest() {
    return folder.resolve(Integer.toString(count));
  }

  int count() {
    return count;
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to.getParent());
    try (Stream<Path> tree = Files.walk(from)) {
      for (Path path : tree.toList()) {
        Files.copy(path, to.resolve(from.relativize(path).toString()));
      }
    }
  }
}
