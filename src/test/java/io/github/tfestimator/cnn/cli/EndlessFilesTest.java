package io.github.tfestimator.cnn.cli;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.tfestimator.ChildProcess;
import io.github.tfestimator.cnn.cli.Program.Outcome;
import io.github.tfestimator.io.AtomicFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Devices that never end and pipes that nobody writes to, in place of files. */
@Tag("medium")
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "Windows has no such files")
@Timeout(value = 60, unit = SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class EndlessFilesTest {
  private static final Path ZERO = Path.of("/dev/zero");
  private static final Path FIVE = Path.of("savedmodel/five.png");

  @TempDir static Path trained;
  @TempDir Path folder;

  @BeforeAll
  static void train() throws IOException {
    Path data = TestFiles.writeIdx(trained.resolve("data"), 40, 10);
    Path model = trained.resolve("model");
    assertThat(Program.trainSmall(data, model, "--steps", 2).exitCode()).isZero();
    Program.done("evaluate", "--model-dir", model);
  }

  private static Path pipe(Path file) throws IOException, InterruptedException {
    Files.deleteIfExists(file);
    assertThat(new ProcessBuilder("mkfifo", file.toString()).start().waitFor()).isZero();
    return file;
  }

  /** Returns a copy of a folder. */
  private Path copy(Path from) throws IOException {
    Path to = folder.resolve("copy");
    try (Stream<Path> tree = Files.walk(from)) {
      for (Path path : (Iterable<Path>) tree::iterator) {
        Files.copy(path, to.resolve(from.relativize(path).toString()));
      }
    }
    return to;
  }

  @Test
  void predictRefusesADeviceAndAnswersTheNextImage() {
    Outcome outcome = Program.run("predict", ZERO, FIVE);
    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.out()).startsWith(FIVE + ": 5 (");
    assertThat(outcome.complaint())
        .containsExactly(
            "cnn: /dev/zero can't be read (it has more than 100000000 bytes, the most that is read of such a file: name the right one); give an image file that can");
  }

  /** As in errors, so that a name can't pass for an answer of its own. */
  @Test
  void lineEndsInNamesAreEscaped() throws Exception {
    Path odd = Files.copy(FIVE, folder.resolve("a.png: 7 (99.9 %)\nb.png"));
    assertThat(Program.done("predict", odd).out().lines())
        .singleElement()
        .asString()
        .contains("a.png: 7 (99.9 %)\\nb.png: 5 (");
  }

  @Test
  void predictReadsAPipe() throws Exception {
    Path pipe = pipe(folder.resolve("pipe"));
    var writer = new ProcessBuilder("cp", FIVE.toString(), pipe.toString()).start();
    assertThat(Program.done("predict", pipe).out()).startsWith(pipe + ": 5 (");
    assertThat(writer.waitFor()).isZero();
  }

  @ParameterizedTest
  @CsvSource({"--config, The config file, 67108864", "--token-file, The token file, 65536"})
  void serveRefusesDevices(String option, String file, int bytes) {
    Outcome outcome = Program.run("serve", "--port", 0, option, ZERO);
    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.complaint())
        .containsExactly(
            "cnn: %s /dev/zero can't be read: it has more than %d bytes, the most that is read of such a file: name the right one."
                .formatted(file, bytes));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "cnn.json",
        "checkpoint",
        "model.ckpt-2.index",
        "model.ckpt-2.data-00000-of-00001",
        "eval/evaluations.jsonl",
      })
  void pipesAndDevicesInAModelDirectoryAreRefused(String name) throws Exception {
    Path model = copy(trained.resolve("model"));
    Path file = model.resolve(name);
    Files.delete(file);
    Files.createSymbolicLink(file, ZERO);
    requireRefusal(file, evaluate(model));
    requireRefusal(pipe(file), evaluate(model));
  }

  private static Outcome evaluate(Path model) {
    return Program.run("evaluate", "--model-dir", model);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "saved_model.pb",
        "variables/variables.index",
        "variables/variables.data-00000-of-00001",
        "assets.extra/sha256.txt",
      })
  void pipesInASavedModelAreRefused(String name) throws Exception {
    Path model = copy(Path.of("savedmodel/mnist_cnn"));
    try (Stream<Path> versions = Files.list(model)) {
      Path version = versions.findFirst().orElseThrow();
      pipe(version.resolve(name));
      Outcome outcome = Program.run("predict", "--saved-model", version, FIVE);
      assertThat(outcome.exitCode()).isEqualTo(1);
      assertThat(outcome.complaint()).hasSize(1);
    }
    AtomicFiles.deleteTree(model);
  }

  private static void requireRefusal(Path file, Outcome outcome) {
    // A checkpoint before a damaged one is evaluated, with a warning.
    assertThat(outcome.err())
        .contains(file.getFileName() + " is a pipe or device, no regular file");
  }

  @ParameterizedTest
  @CsvSource({"TERM, 143", "INT, 130"})
  void aSignalEndsAServerThatWaitsForItsConfig(String signal, int exitCode) throws Exception {
    assumeTrue(ChildProcess.heeds(signal));
    Path config = pipe(folder.resolve("config"));
    try (var child = ChildProcess.java(Main.class, "serve", "--port", 0, "--config", config)) {
      // Opens when the server has opened it too.
      try (var open = Files.newOutputStream(config)) {
        open.flush();
        child.signal(signal);
        assertThat(child.exitCode()).isEqualTo(exitCode);
      }
      assertThat(child.linesWith("Draining")).isEmpty();
    }
  }
}
