package io.github.tfestimator.serving;

import io.github.tfestimator.io.AtomicFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.stream.Stream;

/**
 * A folder of versions, as one who publishes sees it.
 *
 * @param base the folder
 */
record PublishedVersions(Path base) {

  /** Copies a SavedModel there under a version's number, whole at once. */
  Path publish(Path savedModel, long number) throws IOException {
    Path aside = base.resolve("temp-" + number);
    try (Stream<Path> tree = Files.walk(savedModel)) {
      for (Path path : (Iterable<Path>) tree::iterator) {
        Files.createDirectories(aside);
        Files.copy(
            path,
            aside.resolve(savedModel.relativize(path).toString()),
            StandardCopyOption.REPLACE_EXISTING);
      }
    }
    return Files.move(aside, version(number), StandardCopyOption.ATOMIC_MOVE);
  }

  /** Takes a version away. */
  void remove(long number) throws IOException {
    Path aside = base.resolve(number + ".old");
    Files.move(version(number), aside, StandardCopyOption.ATOMIC_MOVE);
    AtomicFiles.deleteTree(aside);
  }

  /** Publishes a version that can't be loaded. */
  Path publishDamaged(long number) throws IOException {
    Path version = Files.createDirectories(version(number));
    Files.write(version.resolve("saved_model.pb"), new byte[] {1, 2, 3});
    return version;
  }

  Path version(long number) {
    return base.resolve(Long.toString(number));
  }
}
