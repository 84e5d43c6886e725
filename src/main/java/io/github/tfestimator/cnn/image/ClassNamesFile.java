package io.github.tfestimator.cnn.image;

import io.github.tfestimator.io.AtomicFiles;
import io.github.tfestimator.io.BoundedFiles;
import io.github.tfestimator.savedmodel.SavedModelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The text file in a SavedModel that names the classes, one a line, in UTF-8. */
public final class ClassNamesFile {
  /** The name of the file, below {@code assets.extra}. */
  public static final String NAME = "classes.txt";

  private ClassNamesFile() {}

  /**
   * Returns the file's content.
   *
   * @param names the names of the classes
   * @return a line for each
   */
  public static String text(List<String> names) {
    return String.join("\n", names) + "\n";
  }

  /**
   * Reads the names.
   *
   * @param savedModel a SavedModel's folder
   * @return the names; none if the SavedModel has no such file
   * @throws SavedModelException if the file can't be read
   */
  public static Optional<List<String>> read(Path savedModel) {
    Path file = savedModel.resolve("assets.extra").resolve(NAME);
    try {
      return Files.exists(file)
          ? Optional.of(BoundedFiles.readRegularText(file).lines().toList())
          : Optional.empty();
    } catch (IOException e) {
      throw new SavedModelException(
          "Can't read the names of the classes in %s: %s. Copy or export the model anew."
              .formatted(file, AtomicFiles.reason(e)),
          e);
    }
  }
}
