package io.github.tfestimator.savedmodel;

import io.github.tfestimator.io.AtomicFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A search for a SavedModel, as TensorFlow Serving does it. */
public final class SavedModelFolder {
  private SavedModelFolder() {}

  /**
   * Finds a SavedModel.
   *
   * @param path a SavedModel, or a folder of versions named by integers, of which the highest
   *     counts
   * @return the SavedModel's folder, which holds {@code saved_model.pb}
   * @throws SavedModelException if there is none; the message names the files that were expected
   */
  public static Path find(Path path) {
    return SavedModelVersions.isSavedModel(path) ? path : versions(path).get(0);
  }

  /**
   * Lists the versions of a model.
   *
   * @param base a folder of versions named by integers
   * @return the versions, at least one, the highest number first
   * @throws SavedModelException if there is none; the message names the files that were expected
   */
  public static List<Path> versions(Path base) {
    if (!Files.isDirectory(base)) {
      String hint = ForeignFile.hint(base);
      throw new SavedModelException(
          "There is no SavedModel at %s: no such folder.%s"
              .formatted(base, hint.isEmpty() ? " Export one, or name another." : hint));
    }
    List<Path> versions;
    try {
      versions = SavedModelVersions.newestFirst(base);
    } catch (IOException e) {
      throw new SavedModelException(
          "Can't list %s: %s. Name another SavedModel.".formatted(base, AtomicFiles.reason(e)), e);
    }
    if (versions.isEmpty()) {
      throw new SavedModelException(
          "There is no SavedModel in %s: neither %s nor a version, a folder named by an integer that holds one.%s"
              .formatted(base, SavedModelVersions.MODEL, advice(base)));
    }
    return versions;
  }

  /** Returns what to do about a folder that belongs to a model, but is another one. */
  private static String advice(Path base) {
    if (Files.exists(base.resolve("checkpoint"))) {
      return " It has checkpoints, of which a SavedModel can be exported.";
    }
    Path parent = base.toAbsolutePath().normalize().getParent();
    return parent != null && SavedModelVersions.isSavedModel(parent)
        ? " Name the folder above it."
        : "";
  }
}
