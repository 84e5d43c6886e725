package io.github.tfestimator.cli;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The option that says where SavedModels go. */
final class ExportDirOption {
  @Option(
      names = "--export-dir",
      paramLabel = "DIR",
      defaultValue = "savedmodel/mnist_cnn",
      description = "Where the version's folder is made (${DEFAULT-VALUE}).")
  Path path;
}
