package io.github.tfestimator.server;

import io.github.tfestimator.fuzz.Bounded;
import io.github.tfestimator.fuzz.ScratchFolder;
import java.nio.file.Path;

/** The server's file of models. */
public final class ModelConfigFuzz {
  private static final ScratchFolder FOLDER = new ScratchFolder();

  private ModelConfigFuzz() {}

  /** Reads an input as the file. */
  public static void fuzzerTestOneInput(byte[] input) {
    Path file = FOLDER.write("models.config", input);
    Bounded.read(input, ServerException.class, () -> ModelConfigFile.read(file))
        .ifPresent(models -> Bounded.require(!models.isEmpty(), "No models"));
  }
}
