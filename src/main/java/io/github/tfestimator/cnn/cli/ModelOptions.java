package io.github.tfestimator.cnn.cli;

import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options that name a model, by its checkpoints or by what was exported of it. */
final class ModelOptions {
  @Option(
      names = "--model-dir",
      paramLabel = "DIR",
      description = "Take the newest checkpoint in DIR (" + ModelDirOption.DEFAULT + ").")
  private Optional<Path> modelDir;

  @Option(
      names = "--saved-model",
      paramLabel = "DIR",
      description = "Take an exported SavedModel, or the newest version in DIR.")
  private Optional<Path> savedModel;

  void check() {
    if (modelDir.isPresent() && savedModel.isPresent()) {
      throw new IllegalArgumentException(
          "--model-dir and --saved-model exclude each other: give one of them");
    }
  }

  Optional<Path> savedModel() {
    return savedModel;
  }

  Path modelDir() {
    return modelDir.orElse(Path.of(ModelDirOption.DEFAULT));
  }
}
