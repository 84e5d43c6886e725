package io.github.tfestimator.peers;

import io.github.tfestimator.savedmodel.SavedModelVersions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** The model that comes with the project, whose weights all contenders use. */
final class CommittedModel {
  static final Path VERSIONS = Path.of("savedmodel/mnist_cnn");

  private CommittedModel() {}

  static Path folder() {
    try {
      return SavedModelVersions.highest(VERSIONS)
          .orElseThrow(
              () ->
                  new IllegalStateException(
                      "There is no SavedModel in %s: run in the project's folder."
                          .formatted(VERSIONS.toAbsolutePath())));
    } catch (IOException e) {
      throw new UncheckedIOException("%s can't be read: %s".formatted(VERSIONS, e), e);
    }
  }
}
