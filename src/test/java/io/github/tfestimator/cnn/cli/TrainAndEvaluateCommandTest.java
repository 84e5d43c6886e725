package io.github.tfestimator.cnn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfestimator.cnn.cli.Program.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command train-and-evaluate. */
@Tag("medium")
class TrainAndEvaluateCommandTest {
  @TempDir static Path shared;
  private static Path data;

  @TempDir Path folder;
  private Path model;

  @BeforeAll
  static void writeData() throws IOException {
    data = TestFiles.writeIdx(shared.resolve("data"), 60, 20);
  }

  @BeforeEach
  void nameModel() {
    model = folder.resolve("model");
  }

  @Test
  void printsTheLastEvaluationAndWhatWasExported() {
    Outcome outcome = done("--max-steps", 3);
    assertThat(outcome.outLines()).hasSize(2);
    assertThat(outcome.outLines().get(0)).isEqualTo(evaluated()).endsWith(", global_step=3}");
    assertThat(exported(outcome, 1)).hasParent(model.resolve("export").resolve("final"));
    assertThat(exported(outcome, 1).resolve("saved_model.pb")).isRegularFile();
  }

  @Test
  void trainsAsTrainDoes() {
    done("--max-steps", 3);
    Path other = folder.resolve("other");
    assertThat(Program.trainSmall(data, other, "--steps", 3).exitCode()).isZero();
    assertThat(inspect(model)).isEqualTo(inspect(other));
  }

  @Test
  void exportsWhatIsWanted() {
    Outcome outcome = done("--max-steps", 3, "--export", "latest,best,final,best");
    assertThat(outcome.outLines()).hasSize(4);
    Path export = model.resolve("export");
    assertThat(exported(outcome, 1)).hasParent(export.resolve("best"));
    assertThat(exported(outcome, 2)).hasParent(export.resolve("final"));
    assertThat(exported(outcome, 3)).hasParent(export.resolve("latest"));
  }

  @Test
  void whatIsNotBetterIsNotExportedAgainAndOldVersionsGo() throws IOException {
    done("--max-steps", 3, "--export", "best,latest");
    Outcome again = done("--max-steps", 3, "--export", "best,latest", "--keep-exports", 1);
    assertThat(again.err())
        .contains("INFO:tensorflow:Skipping training since max_steps has already saved.");
    assertThat(again.outLines()).hasSize(2);
    try (Stream<Path> latest = Files.list(model.resolve("export").resolve("latest"))) {
      assertThat(latest).containsExactly(exported(again, 1));
    }
  }

  /** The highest version there can't be read: what it had can't be compared. */
  @Test
  void exportsBesideWhatItDoesNotFitOnlyIfAllowed() throws IOException {
    Path before = Files.createDirectories(model.resolve("export/final/77"));
    Files.write(before.resolve("saved_model.pb"), new byte[] {1, 2, 3});
    Outcome refused = run("--max-steps", 1);
    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.err()).contains("The signatures of the version " + before);
    assertThat(exported(done("--max-steps", 1, "--allow-incompatible"), 1)).isDirectory();
  }

  @ParameterizedTest
  @CsvSource({
    "--eval-throttle, -1, --eval-throttle (-1) must be 0 or more",
    "--keep-exports, -1, --keep-exports (-1) must be 0 or more",
    "--export, worst, 'expected one of best, latest, final but was'",
    "--max-steps, 0, --max-steps (0) must be 1 or more",
  })
  void refusesWrongValuesBeforeItLoadsTheData(String option, String value, String message) {
    Path missing = folder.resolve("missing");
    Outcome outcome =
        Program.run("train-and-evaluate", "--data", missing, "--model-dir", model, option, value);
    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err()).contains(message);
  }

  @Test
  void saysWhichFileKeepsItFromKnowingTheBest() throws IOException {
    done("--max-steps", 1, "--export", "best");
    Path history = model.resolve("eval").resolve("evaluations.jsonl");
    Files.writeString(history, "0.5");
    Outcome outcome = run("--max-steps", 2, "--export", "best");
    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err()).contains("cnn: The evaluations in " + history + " are damaged:");
  }

  private Outcome done(Object... more) {
    Outcome outcome = run(more);
    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    return outcome;
  }

  private Outcome run(Object... more) {
    var args =
        List.of("train-and-evaluate", "--data", data, "--model-dir", model, "--batch-size", 10);
    return Program.run(
        Stream.of(args.stream(), Program.SMALL.stream(), Arrays.stream(more))
            .flatMap(part -> part)
            .toArray());
  }

  private String evaluated() {
    return Program.done("evaluate", "--model-dir", model, "--batch-size", 16).outLines().get(0);
  }

  private static Path exported(Outcome outcome, int line) {
    return Path.of(outcome.outLines().get(line).replaceFirst("^SavedModel: ", ""));
  }

  private static String inspect(Path model) {
    return Program.done("inspect", "--model-dir", model, "--json")
        .json()
        .get(0)
        .get("variables")
        .toString();
  }
}
