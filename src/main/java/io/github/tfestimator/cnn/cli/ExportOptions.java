package io.github.tfestimator.cnn.cli;

import io.github.tfestimator.export.SavedModelExporter;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The options of an export: where to, and whether clients of an older version must fit. */
final class ExportOptions {
  /** The description of {@code --allow-incompatible}. */
  static final String ALLOW_INCOMPATIBLE =
      "Export even if a signature of the highest version there is gone or takes or gives"
          + " something else, so that its clients can't use the new one.";

  @Option(
      names = "--export-dir",
      paramLabel = "DIR",
      defaultValue = "savedmodel/mnist_convnet_model",
      description = "Where the version's folder is made (${DEFAULT-VALUE}).")
  Path exportDir;

  @Option(names = "--allow-incompatible", description = ALLOW_INCOMPATIBLE)
  private boolean allowIncompatible;

  SavedModelExporter applyTo(SavedModelExporter exporter) {
    return allowIncompatible ? exporter.allowingIncompatible() : exporter;
  }

  /** Refuses a folder that can't be exported into, before a training of minutes. */
  void check() {
    Path existing = exportDir.toAbsolutePath().normalize();
    while (!Files.exists(existing)) {
      existing = existing.getParent();
    }
    if (!Files.isDirectory(existing) || !Files.isWritable(existing)) {
      throw new CommandException(
          "Can't export into %s: %s is no folder that can be written into. Choose another --export-dir."
              .formatted(exportDir, existing));
    }
  }
}
