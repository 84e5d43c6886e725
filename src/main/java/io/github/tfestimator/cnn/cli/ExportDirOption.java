package io.github.tfestimator.cnn.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The option that says where SavedModels go. */
final class ExportDirOption {
  @Option(
      names = "--export-dir",
      paramLabel = "DIR",
      defaultValue = "savedmodel/mnist_convnet_model",
      description = "Where the version's folder is made (${DEFAULT-VALUE}).")
  Path path;

  /** Refuses, before a training of minutes, what can't be exported into after it. */
  void check() {
    Path existing = path.toAbsolutePath().normalize();
    while (!Files.exists(existing)) {
      existing = existing.getParent();
    }
    if (!Files.isDirectory(existing) || !Files.isWritable(existing)) {
      throw new CommandException(
          "Can't export into %s: %s is no folder that can be written into. Choose another --export-dir."
              .formatted(path, existing));
    }
  }
}
