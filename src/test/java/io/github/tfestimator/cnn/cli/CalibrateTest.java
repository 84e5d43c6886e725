package io.github.tfestimator.cnn.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.tfestimator.checkpoint.ModelDir;
import io.github.tfestimator.cnn.cli.Program.Outcome;
import io.github.tfestimator.cnn.data.DataSplit;
import io.github.tfestimator.cnn.data.LabeledImages;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

@Tag("medium")
class CalibrateTest {
  private static final LabeledImages TEST = TestFiles.testSet(60, 30);

  @TempDir Path folder;
  private Path data;
  private Path model;
  private final List<Path> images = new ArrayList<>();

  @BeforeEach
  void train() throws IOException {
    data = TestFiles.writeIdx(folder.resolve("data"), 60, 30);
    model = folder.resolve("model");
    trainOn(6);
    for (int i = 0; i < 5; i++) {
      Path file = folder.resolve("image-" + i + ".png");
      images.add(TestFiles.writePng(file, TEST.images().image(i)));
    }
  }

  /** The oracle divides the logarithms of the probabilities before, which are logits, by hand. */
  @Test
  void predictionsAndExportsDivideTheLogits() {
    List<double[]> before = probabilities("--model-dir", model);
    double loss = loss();
    double temperature = calibrated();
    assertThat(temperature).isNotEqualTo(1);
    List<double[]> after = probabilities("--model-dir", model);
    for (int i = 0; i < after.size(); i++) {
      double[] powers =
          Arrays.stream(before.get(i)).map(p -> Math.pow(p, 1 / temperature)).toArray();
      double sum = Arrays.stream(powers).sum();
      for (int k = 0; k < 10; k++) {
        assertThat(after.get(i)[k]).isCloseTo(powers[k] / sum, within(1e-5));
      }
    }
    assertThat(loss()).isEqualTo(loss);

    Path exported =
        Path.of(
            Program.done("export", "--model-dir", model, "--export-dir", folder.resolve("out"))
                .out()
                .strip());
    assertThat(probabilities("--saved-model", exported)).containsExactlyElementsOf(after);
    assertThat(exported.resolve("assets.extra/model_card.md"))
        .content()
        .contains("temperature", "expected_calibration_error_after");
  }

  @Test
  void aSecondCalibrationBeginsAnew() {
    assertThat(calibrated()).isEqualTo(calibrated());
  }

  @Test
  void trainingFurtherDropsTheTemperature() throws IOException {
    calibrated();
    assertThat(Files.readString(model.resolve("cnn.json"))).contains("\"temperature\"");
    trainOn(1);
    assertThat(Files.readString(model.resolve("cnn.json"))).doesNotContain("\"temperature\"");
  }

  /** The settings of the training would be lost, or the temperature outlive the training. */
  @Test
  void aDirectoryThatATrainingHoldsIsRefused() throws IOException {
    String before = Files.readString(model.resolve("cnn.json"));
    try (var training = ModelDir.hold(model)) {
      Outcome outcome = Program.run("calibrate", "--model-dir", model);
      assertThat(outcome.exitCode()).isEqualTo(1);
      assertThat(outcome.err())
          .contains("The model directory " + training.folder() + " is being trained by this");
    }
    assertThat(Files.readString(model.resolve("cnn.json"))).isEqualTo(before);
    calibrated();
  }

  @Test
  void noDirectoryIsMadeForTheLock() {
    Path missing = folder.resolve("missing");
    Outcome outcome = Program.run("calibrate", "--model-dir", missing);
    assertThat(outcome.err()).contains("There is no trained model in " + missing);
    assertThat(missing).doesNotExist();
  }

  /** Between the reading of the settings and the lock, as while the data is loaded. */
  @Test
  void aTrainingInBetweenIsNotOverwritten() throws IOException {
    List<String> before = List.of("--seed", "7", "--split", "official");
    calibrated();
    Training training = new Training(before);
    calibrated();
    training.run();
    assertThat(Files.readString(model.resolve("cnn.json")))
        .contains("\"seed\": 7")
        .doesNotContain("\"temperature\"");

    Training second = new Training(before);
    trainOn(1);
    String settings = Files.readString(model.resolve("cnn.json"));
    assertThatThrownBy(second::run)
        .isInstanceOf(CommandException.class)
        .hasMessageStartingWith("The model in %s was trained by another process", model);
    assertThat(Files.readString(model.resolve("cnn.json"))).isEqualTo(settings);
  }

  @Test
  void aFirstTrainingInBetweenIsNotOverwritten() {
    model = folder.resolve("new");
    Training second = new Training(List.of("--split", "official", "--scaler", "unit"));
    trainOn(1);
    assertThatThrownBy(second::run).isInstanceOf(CommandException.class);
  }

  /** A training that has read its settings. */
  private final class Training {
    private final TrainOptions options = new TrainOptions();
    private final Optional<ModelSettings> existing;

    Training(List<String> more) {
      List<String> args =
          new ArrayList<>(List.of("--data", data.toString(), "--model-dir", model.toString()));
      args.addAll(List.of("--batch-size", "10", "--steps", "1"));
      args.addAll(Program.SMALL);
      args.addAll(more);
      new CommandLine(options)
          .setCaseInsensitiveEnumValuesAllowed(true)
          .parseArgs(args.toArray(String[]::new));
      existing = options.check();
    }

    void run() {
      var out = new PrintStream(OutputStream.nullOutputStream());
      try (DataSplit split = options.load()) {
        new TrainWorkflow(new Console(out, out, false), options, existing, split).train();
      }
    }
  }

  @Test
  void aTemperatureMustBePositive() throws IOException {
    calibrated();
    Path file = model.resolve("cnn.json");
    String json = Files.readString(file);
    Files.writeString(file, json.replaceFirst("\"value\": [0-9.]+", "\"value\": 0"));
    Outcome outcome = Program.run("predict", "--model-dir", model, images.get(0));
    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.err()).contains("the temperature (0.0) must be a positive, finite number");
  }

  private void trainOn(int steps) {
    Outcome trained = Program.trainSmall(data, model, "--steps", steps, "--split", "official");
    assertThat(trained.exitCode()).as(trained.err()).isZero();
  }

  private double calibrated() {
    String out = Program.done("calibrate", "--model-dir", model).out().strip();
    assertThat(out)
        .matches(
            "temperature \\S+, fitted on 15 images; expected calibration error of others: \\S+ before, \\S+ after");
    try {
      JsonObject settings =
          JsonParser.parseString(Files.readString(model.resolve("cnn.json"))).getAsJsonObject();
      return settings.getAsJsonObject("temperature").get("value").getAsDouble();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private double loss() {
    return Program.done("evaluate", "--model-dir", model, "--json")
        .json()
        .get(0)
        .get("loss")
        .getAsDouble();
  }

  private List<double[]> probabilities(String option, Path path) {
    List<Object> args = new ArrayList<>(List.of("predict", option, path, "--json"));
    args.addAll(List.of("--ink", "light_on_dark"));
    args.addAll(images);
    return Program.done(args.toArray()).json().stream()
        .map(answer -> doubles(answer.getAsJsonArray("probabilities")))
        .toList();
  }

  private static double[] doubles(JsonArray numbers) {
    double[] values = new double[numbers.size()];
    Arrays.setAll(values, i -> numbers.get(i).getAsDouble());
    return values;
  }
}
