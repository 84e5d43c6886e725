package io.github.tfestimator.cnn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfestimator.ChildProcess;
import io.github.tfestimator.checkpoint.CheckpointReader;
import io.github.tfestimator.savedmodel.SavedModelInfo;
import io.github.tfestimator.server.ModelConfig;
import io.github.tfestimator.server.ModelServer;
import io.github.tfestimator.server.ServerConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Locales whose digits aren't those of ASCII, which Java's {@code %d} would write. */
@Tag("medium")
class LocaleTest {
  private static final Path MODEL = Path.of("savedmodel/digits");

  @TempDir Path folder;

  private final Locale before = Locale.getDefault(Locale.Category.FORMAT);

  @BeforeEach
  void writeOtherDigits() {
    Locale.setDefault(Locale.Category.FORMAT, Locale.forLanguageTag("ar-EG"));
    assertThat("%d".formatted(1)).isNotEqualTo("1");
  }

  @AfterEach
  void writeDigitsAsBefore() {
    Locale.setDefault(Locale.Category.FORMAT, before);
  }

  @Test
  void variablesAreReadInAnyLocale() {
    assertThat(CheckpointReader.open(SavedModelInfo.read(MODEL).variables()).variables())
        .isNotEmpty();
  }

  @Test
  void serversHaveAddressesInAnyLocale() {
    ServerConfig config =
        ServerConfig.of(ModelConfig.of("digits", MODEL)).listeningOn("127.0.0.1", 0);
    try (var server = ModelServer.start(config)) {
      assertThat(server.address()).isEqualTo("http://127.0.0.1:" + server.port());
    }
  }

  /** TensorFlow Java names a graph's nodes by the locale, too. */
  @Test
  void theProgramTrainsInAnyLocale() throws Exception {
    Path model = folder.resolve("model");
    Path data = TestFiles.writeIdx(folder.resolve("data"), 40, 10);
    List<String> command =
        ChildProcess.javaCommand(
            Main.class,
            "train",
            "--data",
            data,
            "--model-dir",
            model,
            "--steps",
            1,
            "--batch-size",
            10);
    command.addAll(Program.SMALL);
    command.addAll(1, List.of("-Duser.language=ar", "-Duser.country=EG"));
    try (var process = ChildProcess.start(command)) {
      assertThat(process.exitCode()).as(String.join("\n", process.lines())).isZero();
    }
    assertThat(model.resolve("model.ckpt-1.data-00000-of-00001")).exists();
  }
}
