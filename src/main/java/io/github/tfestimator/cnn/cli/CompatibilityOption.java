package io.github.tfestimator.cnn.cli;

import io.github.tfestimator.export.SavedModelExporter;
import picocli.CommandLine.Option;

/** The option that lets an export break the clients of the version before. */
final class CompatibilityOption {
  @Option(
      names = "--allow-incompatible",
      description =
          "Export even if a signature of the highest version there is gone or takes or gives"
              + " something else, so that its clients can't use the new one.")
  private boolean allows;

  SavedModelExporter applyTo(SavedModelExporter exporter) {
    return allows ? exporter.allowingIncompatible() : exporter;
  }
}
