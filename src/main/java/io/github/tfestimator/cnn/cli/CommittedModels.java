package io.github.tfestimator.cnn.cli;

import java.nio.file.Path;

/** The models that come with the program. */
final class CommittedModels {
  /** The property with the folder of the program, which scripts/cnn sets. */
  private static final String HOME = "cnn.home";

  private CommittedModels() {}

  /** Returns the folder of a model's versions. */
  static Path folder(String name) {
    return Path.of(System.getProperty(HOME, "")).resolve("savedmodel").resolve(name);
  }
}
