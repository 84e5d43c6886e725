package io.github.tfestimator.cnn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.github.tfestimator.cnn.cli.Program.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Train and run. */
@Tag("medium")
class TrainAndRunTest {
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
  void runsTheTutorialFromEndToEnd() {
    Path out = folder.resolve("out");
    List<Object> args = new ArrayList<>(List.of("run", "--data", data, "--model-dir", model));
    args.addAll(List.of("--steps", 3, "--batch-size", 10, "--export-dir", out));
    args.addAll(Program.SMALL);
    Outcome run = Program.done(args.toArray());
    List<String> results = run.outLines();
    assertThat(results).hasSize(12);
    assertThat(results.get(0)).startsWith("{accuracy=").endsWith(", global_step=3}");
    for (int i = 0; i < 10; i++) {
      assertThat(results.get(1 + i))
          .matches("test image " + i + ": [0-9] \\([0-9.]+ %\\), labeled [0-9]");
    }
    String exported = results.get(11).replaceFirst("^SavedModel: ", "");
    assertThat(Path.of(exported)).hasParent(out);
    assertThat(Path.of(exported).resolve("saved_model.pb")).isRegularFile();
    assertThat(run.err()).contains("INFO:tensorflow:Loss for final step: ");
  }

  @Test
  void stepsAreMoreStepsAndMaxStepsIsWhereToStop() {
    train("--steps", 2);
    assertThat(step()).isEqualTo(2);
    assertThat(train("--steps", 2).err())
        .contains("INFO:tensorflow:Restoring parameters from " + model.resolve("model.ckpt-2"));
    assertThat(step()).isEqualTo(4);
    train("--max-steps", 7);
    assertThat(step()).isEqualTo(7);
  }

  @Test
  void maxStepsThatWereTakenAlreadyChangeNothing() throws IOException {
    train("--steps", 3);
    SortedMap<String, String> before = TestFiles.snapshot(model);
    assertThat(train("--max-steps", 3).err())
        .contains("INFO:tensorflow:Skipping training since max_steps has already saved.");
    assertThat(TestFiles.snapshot(model)).isEqualTo(before);
  }

  @Test
  void resumedTrainingEndsInTheSameBits() {
    train("--steps", 4);
    train("--steps", 4);
    String resumed = variables(model);
    Path other = folder.resolve("other");
    assertThat(Program.trainSmall(data, other, "--steps", 8).exitCode()).isZero();
    assertThat(variables(other)).isEqualTo(resumed);
    Path seeded = folder.resolve("seeded");
    assertThat(Program.trainSmall(data, seeded, "--steps", 8, "--seed", 1).exitCode()).isZero();
    assertThat(variables(seeded)).isNotEqualTo(resumed);
  }

  @Test
  void profileWritesTracesOfTheChosenSteps() {
    String err = train("--steps", 4, "--profile", "2,3").err();
    Path profile = model.resolve("profile");
    assertThat(profile).isDirectoryNotContaining("glob:**/*[!23].json");
    for (int step : new int[] {2, 3}) {
      Path file = profile.resolve("timeline-" + step + ".json");
      assertThat(file).content().startsWith("{\"traceEvents\":[{");
      assertThat(err).contains("Saving timeline for %d into '%s'.".formatted(step, file));
    }
    assertThat(err).containsOnlyOnce(" Open it in chrome://tracing or https://ui.perfetto.dev.");
  }

  @Test
  void refusesToResumeWithAnotherNetwork() throws IOException {
    train("--steps", 2);
    SortedMap<String, String> before = TestFiles.snapshot(model);
    Outcome refused = trainWith("5", "minmax");
    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.complaint())
        .containsExactly(
            "cnn: The model in %s was trained with --conv 3,4, not 5,4. Train it with the same,"
                    .formatted(model)
                + " or choose another --model-dir.");
    refused = trainWith("3", "unit");
    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.err()).contains("--scaler minmax, not unit");
    assertThat(TestFiles.snapshot(model)).isEqualTo(before);
  }

  /** Such as a checkpoint of the Python program. */
  @Test
  void leavesNoSettingsBesideACheckpointThatTheyDoNotFit() throws IOException {
    train("--steps", 2);
    Files.delete(model.resolve("cnn.json"));
    SortedMap<String, String> before = TestFiles.snapshot(model);
    Outcome refused = trainWith("5", "minmax");
    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.err()).contains("conv2d/kernel is float32 [5, 5, 1, 3], but the model's is");
    assertThat(TestFiles.snapshot(model)).isEqualTo(before);
    train("--steps", 2);
    assertThat(step()).isEqualTo(4);
  }

  @Test
  void keepsTheScalerOfTheFirstTraining() throws IOException {
    Path changing = TestFiles.writeIdx(folder.resolve("changing"), 30, 10);
    assertThat(Program.trainSmall(changing, model, "--steps", 1).exitCode()).isZero();
    ModelSettings first = ModelSettings.read(model);
    TestFiles.writeIdx(changing, 50, 10);
    assertThat(Program.trainSmall(changing, model, "--steps", 1).err())
        .contains("The model in " + model + " was trained with other images or labels: it won't");
    ModelSettings second = ModelSettings.read(model);
    assertThat(second.scale()).isEqualTo(first.scale());
    assertThat(second.min()).isEqualTo(first.min());
    assertThat(second.trainedOn()).isNotEqualTo(first.trainedOn());
  }

  private Outcome train(Object... more) {
    Outcome outcome = Program.trainSmall(data, model, more);
    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    return outcome;
  }

  private Outcome trainWith(String conv1Filters, String scaler) {
    List<Object> args = new ArrayList<>(List.of("train", "--data", data, "--model-dir", model));
    args.addAll(List.of("--steps", 1, "--batch-size", 10, "--scaler", scaler));
    args.addAll(List.of("--conv", conv1Filters + ",4", "--dense", 8));
    return Program.run(args.toArray());
  }

  private long step() {
    return inspect(model).get("global_step").getAsLong();
  }

  private static String variables(Path model) {
    return inspect(model).get("variables").toString();
  }

  private static JsonObject inspect(Path model) {
    return Program.done("inspect", "--model-dir", model, "--json").json().get(0);
  }
}
