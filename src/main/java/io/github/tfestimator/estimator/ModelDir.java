package io.github.tfestimator.estimator;

import io.github.tfestimator.files.WholeFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The folder that a model's state is in. */
final class ModelDir {
  private ModelDir() {}

  /** Makes the folder if it isn't there. */
  static void create(Path folder) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new EstimatorException(
          "Can't make the model directory %s: %s. Choose another one."
              .formatted(folder, WholeFiles.reason(e)),
          e);
    }
    if (!Files.isWritable(folder)) {
      throw new EstimatorException(
          "Can't write into the model directory %s: choose another one, or change its permissions."
              .formatted(folder));
    }
  }
}
