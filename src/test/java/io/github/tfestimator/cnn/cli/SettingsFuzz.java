package io.github.tfestimator.cnn.cli;

import io.github.tfestimator.fuzz.Bounded;
import io.github.tfestimator.fuzz.ScratchFolder;
import java.nio.file.Path;

/** The file {@code cnn.json} of a model directory. */
public final class SettingsFuzz {
  private static final ScratchFolder FOLDER = new ScratchFolder();
  private static final Path AGAIN = FOLDER.path().resolve("again");

  private SettingsFuzz() {}

  /** Reads an input as the file, uses the settings, writes them and reads them again. */
  public static void fuzzerTestOneInput(byte[] input) {
    FOLDER.write("cnn.json", input);
    Bounded.read(input, CommandException.class, () -> ModelSettings.read(FOLDER.path()))
        .ifPresent(
            settings -> {
              settings.modelFn();
              settings.exporter();
              settings.fingerprint().ifPresent(settings::differencesOf);
              settings.write(AGAIN);
              ModelSettings again = ModelSettings.read(AGAIN);
              Bounded.require(
                  again.params().equals(settings.params())
                      && again.source().equals(settings.source())
                      && again.names().equals(settings.names())
                      && again.fittedScaler().width() == settings.fittedScaler().width(),
                  "It is written otherwise");
            });
  }
}
