package io.github.tfestimator.cnn.cli;

import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options that name a model, by its checkpoints or by a SavedModel. */
final class ModelOptions {
  /** The tutorial's model directory. */
  static final String DEFAULT_MODEL_DIR = "train/mnist_convnet_model";

  @Option(
      names = "--model-dir",
      paramLabel = "DIR",
      description = "Use the newest checkpoint in DIR.")
  private Optional<Path> modelDir;

  @Option(
      names = "--saved-model",
      paramLabel = "DIR",
      description = "Use an exported SavedModel, or the newest version in DIR.")
  private Optional<Path> savedModel;

  /** Refuses both options together. */
  void check() {
    if (modelDir.isPresent() && savedModel.isPresent()) {
      throw new IllegalArgumentException(
          "--model-dir and --saved-model exclude each other: give one of them");
    }
  }

  Optional<Path> savedModel() {
    return savedModel;
  }

  /** Tells whether one of the options is given. */
  boolean areGiven() {
    return modelDir.isPresent() || savedModel.isPresent();
  }

  Path modelDir() {
    return modelDir.orElse(Path.of(DEFAULT_MODEL_DIR));
  }
}
