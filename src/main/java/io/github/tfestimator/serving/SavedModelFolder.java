package io.github.tfestimator.serving;

import io.github.tfestimator.files.WholeFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds a SavedModel the way TensorFlow Serving does. */
public final class SavedModelFolder {
  private static final String MODEL = "saved_model.pb";

  private SavedModelFolder() {}

  /**
   * @param path a SavedModel, or a folder of versions named by integers, of which the highest
   *     counts
   * @return the SavedModel's folder, which holds {@code saved_model.pb}
   * @throws ServingException if there is none; the message says what was looked for
   */
  public static Path find(Path path) {
    if (Files.isRegularFile(path.resolve(MODEL))) {
      return path;
    }
    if (!Files.isDirectory(path)) {
      throw new ServingException(
          "There is no SavedModel at %s: no such folder. Export one, or name another."
              .formatted(path));
    }
    return highestVersion(path)
        .orElseThrow(
            () ->
                new ServingException(
                    "There is no SavedModel in %s: neither %s nor a version, a folder named by an"
                            .formatted(path, MODEL)
                        + " integer that holds one."));
  }

  private static Optional<Path> highestVersion(Path path) {
    try (Stream<Path> children = Files.list(path)) {
      return children
          .filter(child -> child.getFileName().toString().matches("\\d{1,18}"))
          .filter(child -> Files.isRegularFile(child.resolve(MODEL)))
          .max(Comparator.comparingLong(child -> Long.parseLong(child.getFileName().toString())));
    } catch (IOException e) {
      throw new ServingException(
          "Can't list %s: %s. Name another SavedModel.".formatted(path, WholeFiles.reason(e)), e);
    }
  }
}
