package io.github.tfestimator.savedmodel;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/** Where SavedModels are, the way TensorFlow Serving looks for them. */
public final class SavedModelVersions {
  /** The file that makes a folder a SavedModel. */
  public static final String MODEL = "saved_model.pb";

  /** What a version's folder is called, as a regular expression. */
  public static final String NUMBER = "\\d{1,18}";

  private SavedModelVersions() {}

  /**
   * Whether a folder is a SavedModel.
   *
   * @param folder a path
   * @return whether it holds {@code saved_model.pb}
   */
  public static boolean isSavedModel(Path folder) {
    return Files.isRegularFile(folder.resolve(MODEL));
  }

  /**
   * Finds the newest version of a model.
   *
   * @param base a folder of versions, which are SavedModels named by integers
   * @return the version with the highest number; none if there is no version
   * @throws IOException if the folder can't be listed
   */
  public static Optional<Path> highest(Path base) throws IOException {
    try (Stream<Path> children = Files.list(base)) {
      return children
          .filter(child -> child.getFileName().toString().matches(NUMBER))
          .filter(SavedModelVersions::isSavedModel)
          .max(Comparator.comparingLong(child -> Long.parseLong(child.getFileName().toString())));
    }
  }
}
