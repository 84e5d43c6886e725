package io.github.tfestimator.cnn.cli;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The option that names a trained model. */
final class ModelDirOption {
  /** The tutorial's. */
  static final String DEFAULT = "train/mnist_convnet_model";

  @Option(
      names = "--model-dir",
      paramLabel = "DIR",
      defaultValue = DEFAULT,
      description = "Where the model was trained (${DEFAULT-VALUE}).")
  Path path;
}
