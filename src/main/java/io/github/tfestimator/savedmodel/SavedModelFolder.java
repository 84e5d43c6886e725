package io.github.tfestimator.savedmodel;

import io.github.tfestimator.io.AtomicFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Finds a SavedModel the way TensorFlow Serving does. */
public final class SavedModelFolder {
  private SavedModelFolder() {}

  /**
   * @param path a SavedModel, or a folder of versions named by integers, of which the highest
   *     counts
   * @return the SavedModel's folder, which holds {@code saved_model.pb}
   * @throws SavedModelException if there is none; the message says what was looked for
   */
  public static Path find(Path path) {
    if (SavedModelVersions.isSavedModel(path)) {
      return path;
    }
    if (!Files.isDirectory(path)) {
      throw new SavedModelException(
          "There is no SavedModel at %s: no such folder. Export one, or name another."
              .formatted(path));
    }
    return highestVersion(path)
        .orElseThrow(
            () ->
                new SavedModelException(
                    "There is no SavedModel in %s: neither %s nor a version, a folder named by an"
                            .formatted(path, SavedModelVersions.MODEL)
                        + " integer that holds one."));
  }

  private static Optional<Path> highestVersion(Path path) {
    try {
      return SavedModelVersions.highest(path);
    } catch (IOException e) {
      throw new SavedModelException(
          "Can't list %s: %s. Name another SavedModel.".formatted(path, AtomicFiles.reason(e)), e);
    }
  }
}
