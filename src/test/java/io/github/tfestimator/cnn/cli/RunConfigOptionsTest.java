package io.github.tfestimator.cnn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfestimator.cnn.cli.Program.Outcome;
import io.github.tfestimator.summary.EventFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.proto.Summary;

/** The options of how a training runs. */
@Tag("medium")
class RunConfigOptionsTest {

  @TempDir private Path folder;
  private Path model;
  private Path data;

  @BeforeEach
  void writeData() throws IOException {
    model = folder.resolve("model");
    data = TestFiles.writeIdx(folder.resolve("data"), 200, 100);
  }

  @Test
  void savesEverySoManyStepsAndKeepsSoMany() throws IOException {
    train("--steps", 9, "--save-steps", 2, "--keep", 3);
    assertThat(checkpoints()).containsExactly("model.ckpt-6", "model.ckpt-8", "model.ckpt-9");
  }

  @Test
  void keepsAllWhenAskedForNone() throws IOException {
    train("--steps", 7, "--save-steps", 1, "--keep", 0);
    assertThat(checkpoints()).hasSize(8);
  }

  @Test
  void logsAndSummarizesAsOftenAsAsked() {
    Outcome outcome = train("--steps", 5, "--log-steps", 2, "--summary-steps", 3);
    assertThat(outcome.err())
        .contains(", step = 0", ", step = 2", ", step = 4")
        .doesNotContain(", step = 1", ", step = 3");
    assertThat(steps("loss")).containsExactly(1L, 4L);
    assertThat(steps("global_step/sec")).containsExactly(2L, 4L);
  }

  @Test
  void writesHistogramsOfTheWeightsOnRequest() {
    train("--steps", 4, "--histograms", 3);
    assertThat(steps("conv2d/kernel")).containsExactly(1L, 4L);
    assertThat(steps("dense_1/bias")).containsExactly(1L, 4L);
  }

  @Test
  void savesByTimeToo() throws IOException {
    train("--steps", 3, "--save-secs", 1_000_000);
    assertThat(checkpoints()).containsExactly("model.ckpt-0", "model.ckpt-3");
  }

  @Test
  void stopsEarlyByWhatAnEvaluationBesideFound() throws IOException {
    train("--steps", 2);
    Program.done("evaluate", "--batch-size", 20, "--model-dir", model);
    Outcome outcome = train("--steps", 50, "--early-stop", "higher:accuracy:-1");
    assertThat(outcome.err()).contains("Requesting early stopping.");
    assertThat(checkpoints()).last().isEqualTo("model.ckpt-2");
  }

  @Test
  void warnsIfThereIsNoEvaluation() {
    Outcome outcome = train("--steps", 2, "--early-stop", "no-increase:accuracy:1");
    assertThat(outcome.err())
        .contains("WARNING:tensorflow:Early stopping has seen no evaluation in " + model);
  }

  @Test
  void drawsMisclassifiedImagesForTensorBoard() {
    train("--steps", 1);
    Program.done("evaluate", "--batch-size", 20, "--model-dir", model, "--misclassified");
    assertThat(EventFiles.read(model.resolve("eval")))
        .flatExtracting(event -> event.getSummary().getValueList())
        .filteredOn(Summary.Value::hasImage)
        .extracting(Summary.Value::getTag)
        .containsExactly("misclassified");
  }

  @Test
  void anEvaluationCanHaveAName() {
    train("--steps", 1);
    Program.done("evaluate", "--batch-size", 20, "--model-dir", model, "--name", "again");
    Program.done("evaluate", "--batch-size", 20, "--model-dir", model, "--data", "digits");
    assertThat(EventFiles.scalars(model.resolve("eval_again"))).containsOnlyKeys(1L);
    assertThat(EventFiles.scalars(model.resolve("eval_other"))).containsOnlyKeys(1L);
    assertThat(model.resolve("eval")).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--save-steps 0 | --save-steps (0) must be 1 or more",
        "--save-secs 0 | --save-secs (0) must be 1 or more",
        "--save-steps 5 --save-secs 5 | --save-steps 5 and --save-secs 5 exclude each other",
        "--keep -1 | --keep (-1) must be 0 or more",
        "--log-steps 0 | --log-steps (0) must be 1 or more",
        "--summary-steps -1 | --summary-steps (-1) must be 0 or more",
        "--intra-op-threads -1 | --intra-op-threads (-1) must be 0 to 1024",
        "--inter-op-threads 100000 | --inter-op-threads (100000) must be 0 to 1024",
        "--warm-start= | Invalid value for option '--warm-start'",
        "--visible-gpus a | --visible-gpus (a) must be numbers of GPUs",
        "--histograms -1 | --histograms (-1) must be 0 or more",
        "--early-stop accuracy | --early-stop (accuracy) must be like",
        "--early-stop no-increase:accuracy:0 | --early-stop (no-increase:accuracy:0) must be",
        "--early-stop higher:accuracy:x | --early-stop (higher:accuracy:x) must be like",
        "--early-stop higher:accuracy:NaN | --early-stop (higher:accuracy:NaN) must be like",
        "--early-stop no-increase:acuracy:5 | --early-stop (no-increase:acuracy:5) must be like",
      })
  void refusesValuesThatAreNoGoodBeforeAnythingIsDone(String options, String complaint) {
    Outcome outcome = Program.trainSmall(data, model, (Object[]) options.split(" "));
    assertThat(outcome.exitCode()).as(outcome.err()).isEqualTo(2);
    assertThat(outcome.complaint().get(0)).startsWith("cnn: " + complaint);
    assertThat(model).doesNotExist();
  }

  private Outcome train(Object... options) {
    Outcome outcome = Program.trainSmall(data, model, options);
    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    return outcome;
  }

  private List<String> checkpoints() throws IOException {
    try (Stream<Path> files = Files.list(model)) {
      return new ArrayList<>(
          files
              .map(file -> file.getFileName().toString())
              .filter(name -> name.endsWith(".index"))
              .map(name -> name.replace(".index", ""))
              .sorted()
              .toList());
    }
  }

  private List<Long> steps(String tag) {
    return EventFiles.read(model).stream()
        .filter(
            event ->
                event.getSummary().getValueList().stream().anyMatch(v -> v.getTag().equals(tag)))
        .map(event -> event.getStep())
        .toList();
  }
}
