package io.github.tfestimator.cnn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfestimator.cnn.CnnParams;
import io.github.tfestimator.cnn.cli.Program.Outcome;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Errors that are found before the data is loaded, and late failures that harm nothing. */
@Tag("medium")
class EarlyRefusalTest {
  @TempDir Path folder;
  private Path data;
  private Path model;

  @BeforeEach
  void writeData() throws IOException {
    data = TestFiles.writeIdx(folder.resolve("data"), 60, 20);
    model = folder.resolve("model");
  }

  @Test
  void theDefaultsOfTheOptionsAreTheModels() {
    var options = new TrainOptions();
    new CommandLine(options).setCaseInsensitiveEnumValuesAllowed(true).parseArgs();
    assertThat(options.params(CnnParams.defaults().image(), 10)).isEqualTo(CnnParams.defaults());
  }

  @Test
  void runLooksAtTheExportDirectoryFirst() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    Outcome outcome =
        Program.run("run", "--data", data, "--model-dir", model, "--export-dir", file.resolve("x"));
    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.complaint())
        .containsExactly(
            "cnn: Can't export into %s: %s is no folder that can be written into. Choose another --export-dir."
                .formatted(file.resolve("x"), file));
    assertThat(model).doesNotExist();
  }

  @Test
  void settingsThatDontFitAreFoundWithoutTheData() throws IOException {
    assertThat(Program.trainSmall(data, model, "--steps", 1).exitCode()).isZero();
    SortedMap<String, String> before = TestFiles.snapshot(model);
    Outcome outcome = Program.trainSmall(folder.resolve("missing"), model, "--steps", 1);
    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.err()).contains("was trained with --data " + data);
    assertThat(TestFiles.snapshot(model)).isEqualTo(before);
  }

  @Test
  void aBatchSizeOfZeroIsFoundWithoutTheData() {
    Outcome outcome =
        Program.run("train", "--data", folder.resolve("missing"), "--batch-size", "0");
    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err()).contains("--batch-size (0) must be 1 or more");
  }

  @Test
  void aModelOfTheOfficialSplitIsEvaluatedOnDigits() {
    assertThat(Program.trainSmall(data, model, "--steps", 1, "--split", "official").exitCode())
        .isZero();
    assertThat(Program.done("evaluate", "--model-dir", model, "--data", "digits").out())
        .startsWith("{accuracy=");
  }

  @Test
  void aDivergedTrainingKeepsTheLastCheckpoint() throws IOException {
    assertThat(Program.trainSmall(data, model, "--steps", 1).exitCode()).isZero();
    SortedMap<String, String> before = TestFiles.snapshot(model);
    Outcome outcome = Program.trainSmall(data, model, "--steps", 50, "--learning-rate", "1e20");
    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.err())
        .contains("ERROR:tensorflow:Model diverged with loss = ")
        .contains("The newest checkpoint is from before; try a lower learning rate.");
    SortedMap<String, String> after = TestFiles.snapshot(model);
    after.keySet().removeIf(file -> file.startsWith("events.") || file.equals("cnn.json"));
    assertThat(before).containsAllEntriesOf(after);
    assertThat(after).containsKeys("checkpoint", "model.ckpt-1.index").hasSize(10);
  }

  @Test
  void unwrittenResultsFailUnlessTheReaderLeft() {
    assertThat(Program.trainSmall(data, model, "--steps", 1).exitCode()).isZero();
    var messages = new ByteArrayOutputStream();
    assertThat(inspectInto(failing("No space left on device"), messages)).isEqualTo(1);
    assertThat(messages.toString(StandardCharsets.UTF_8))
        .startsWith(
            "cnn: the results can't be written to standard output: No space left on device.");
    assertThat(inspectInto(failing("Broken pipe"), messages)).isZero();
  }

  private int inspectInto(OutputStream results, OutputStream messages) {
    var err = new PrintStream(messages, true, StandardCharsets.UTF_8);
    String[] args = {"inspect", "--model-dir", model.toString()};
    return Main.run(args, new Console(results, err, false));
  }

  private static OutputStream failing(String message) {
    return new OutputStream() {
      @Override
      public void write(int b) throws IOException {
        throw new IOException(message);
      }
    };
  }

  @Test
  void aDamagedSavedModelIsToBeExportedAnew() throws IOException {
    assertThat(Program.trainSmall(data, model, "--steps", 1).exitCode()).isZero();
    Path out = folder.resolve("out");
    Path version =
        Path.of(Program.done("export", "--model-dir", model, "--export-dir", out).out().strip());
    Path values = version.resolve("variables").resolve("variables.data-00000-of-00001");
    Files.write(values, new byte[10]);
    Outcome outcome = Program.run("inspect", "--saved-model", version);
    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.complaint())
        .containsExactly(
            "cnn: The checkpoint file %s is damaged: it ends before the values of conv2d/bias; restore it from a copy. Or export the model anew."
                .formatted(values));
  }
}
