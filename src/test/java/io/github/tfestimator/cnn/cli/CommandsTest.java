package io.github.tfestimator.cnn.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.github.tfestimator.cnn.cli.Program.Outcome;
import io.github.tfestimator.cnn.data.LabeledImages;
import io.github.tfestimator.cnn.image.SavedModelClassifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.SignatureDef;

/** Evaluate, predict and export, on one small model. */
@Tag("medium")
class CommandsTest {
  private static final LabeledImages TEST = TestFiles.testSet(60, 30);

  @TempDir static Path folder;
  private static Path data;
  private static Path model;
  private static Outcome trained;
  private static Path exported;
  private static Outcome export;
  private static List<Path> images;

  @BeforeAll
  static void trainAndExport() throws IOException {
    data = TestFiles.writeIdx(folder.resolve("data"), 60, 30);
    model = folder.resolve("model");
    trained = Program.trainSmall(data, model, "--steps", 6, "--split", "official");
    export = Program.run("export", "--model-dir", model, "--export-dir", folder.resolve("out"));
    exported = Path.of(export.out().strip());
    images = new ArrayList<>();
    for (int i = 0; i < TEST.size(); i++) {
      Path file = folder.resolve("image-" + i + ".png");
      images.add(TestFiles.writePng(file, TEST.images().image(i)));
    }
  }

  @Test
  void trainingPrintsOnlyLogAndProgressToTheErrorStream() {
    assertThat(trained.exitCode()).isZero();
    assertThat(trained.out()).isEmpty();
    assertThat(trained.err())
        .containsPattern("(?m)^TensorFlow 2\\.\\S+ for [CG]PUs on .*CPU:0")
        .contains("INFO:tensorflow:loss = ", "INFO:tensorflow:probabilities = [[")
        .containsPattern("(?m)^Step 6 of 6, [0-9.]+ steps/s, 0 s left$")
        .doesNotContain("\r", "\033");
  }

  /** The oracle scales in plain Java and asks the export's signature of scaled features. */
  @Test
  void scalesTheTestSetByItsOwnRangeIfAskedTo() {
    int[] min = new int[784];
    int[] max = new int[784];
    Arrays.fill(min, 255);
    for (int i = 0; i < 30; i++) {
      byte[] image = TEST.images().image(i);
      for (int j = 0; j < 784; j++) {
        min[j] = Math.min(min[j], image[j] & 255);
        max[j] = Math.max(max[j], image[j] & 255);
      }
    }
    double loss = 0;
    try (var classifier = SavedModelClassifier.load(exported)) {
      for (int i = 0; i < 30; i++) {
        byte[] image = TEST.images().image(i);
        float[] x = new float[784];
        for (int j = 0; j < 784; j++) {
          x[j] = (float) ((image[j] & 255) - min[j]) / Math.max(1, max[j] - min[j]);
        }
        var probabilities = classifier.classifyFeatures(List.of(x)).get(0).probabilities();
        loss -= Math.log(probabilities[TEST.labels()[i]]) / 30;
      }
    }
    JsonObject refitted =
        evaluate("--batch-size", 30, "--json", "--scaler-fit", "test").json().get(0);
    assertThat(refitted.get("loss").getAsDouble()).isCloseTo(loss, within(1e-5));
    JsonObject usual = evaluate("--batch-size", 30, "--json").json().get(0);
    assertThat(usual.get("loss").getAsDouble()).isNotCloseTo(loss, within(1e-5));
    assertThat(model.resolve("eval_other")).isDirectory();
  }

  /** The oracle takes the images, as predict reads them, and the labels, and does the sums. */
  @Test
  void evaluatesAsOneWouldByHandFromThePredictions() {
    JsonObject result = evaluate("--batch-size", 20, "--json").json().get(0);
    List<JsonObject> predictions = predict("--model-dir", model).json();
    double[] losses = new double[30];
    int correct = 0;
    long[][] confusion = new long[10][10];
    for (int i = 0; i < 30; i++) {
      int label = TEST.labels()[i];
      confusion[label][predictions.get(i).get("class").getAsInt()]++;
      double[] row = doubles(predictions.get(i).getAsJsonArray("probabilities"));
      losses[i] = -Math.log(row[label]);
      correct += predictions.get(i).get("class").getAsInt() == label ? 1 : 0;
    }
    double first = IntStream.range(0, 20).mapToDouble(i -> losses[i]).average().orElseThrow();
    double second = IntStream.range(20, 30).mapToDouble(i -> losses[i]).average().orElseThrow();
    assertThat(result.get("accuracy").getAsDouble()).isEqualTo(correct / 30.0);
    assertThat(result.get("loss").getAsDouble()).isCloseTo((first + second) / 2, within(1e-5));
    assertThat(result.get("average_loss").getAsDouble())
        .isCloseTo((2 * first + second) / 3, within(1e-5));
    assertThat(result.get("global_step").getAsLong()).isEqualTo(6);
    assertThat(result.get("examples").getAsLong()).isEqualTo(30);
    assertThat(result.get("confusion_matrix")).hasToString(new Gson().toJson(confusion));
  }

  @Test
  void printsTheEvaluationAsPythonAndATableOfClasses() {
    JsonObject json = evaluate("--batch-size", 20, "--json").json().get(0);
    Outcome text = evaluate("--batch-size", 20);
    assertThat(text.outLines()).hasSize(1 + 15);
    assertThat(text.outLines().get(0))
        .isEqualTo(
            "{accuracy=%s, loss=%s, average_loss=%s, global_step=6}"
                .formatted(
                    json.get("accuracy").getAsFloat(),
                    json.get("loss").getAsFloat(),
                    json.get("average_loss").getAsFloat()));
    assertThat(text.err()).contains("INFO:tensorflow:Finished evaluation at ");
  }

  @Test
  void evaluatesOnOtherDataIfAskedTo() throws IOException {
    Path other = TestFiles.writeIdx(folder.resolve("other"), 40, 12);
    JsonObject result = evaluate("--data", other, "--batch-size", 12, "--json").json().get(0);
    assertThat(result.get("examples").getAsLong()).isEqualTo(12);
  }

  @Test
  void predictsOneObjectALineInTheOrderOfTheImages() {
    List<JsonObject> predictions = predict("--model-dir", model).json();
    assertThat(predictions.stream().map(p -> p.get("file").getAsString()))
        .containsExactlyElementsOf(images.stream().map(Path::toString).toList());
    for (JsonObject prediction : predictions) {
      double[] probabilities = doubles(prediction.getAsJsonArray("probabilities"));
      assertThat(probabilities).hasSize(10);
      assertThat(IntStream.range(0, 10).mapToDouble(i -> probabilities[i]).sum())
          .isCloseTo(1, within(1e-5));
      int digit = prediction.get("class").getAsInt();
      assertThat(probabilities[digit])
          .isEqualTo(IntStream.range(0, 10).mapToDouble(i -> probabilities[i]).max().orElseThrow());
    }
    // Else the order would prove nothing.
    assertThat(predictions.stream().map(p -> p.get("probabilities")).distinct()).hasSize(30);
  }

  @Test
  void predictsTheSameByCheckpointAndBySavedModel() {
    String byCheckpoint = predict("--model-dir", model).out();
    assertThat(predict("--saved-model", exported).out()).isEqualTo(byCheckpoint);
    assertThat(predict("--saved-model", exported.getParent()).out()).isEqualTo(byCheckpoint);
  }

  @Test
  void predictsInWords() {
    JsonObject json = predict("--model-dir", model).json().get(3);
    int digit = json.get("class").getAsInt();
    float percent = 100 * json.getAsJsonArray("probabilities").get(digit).getAsFloat();
    Outcome text =
        Program.done("predict", "--model-dir", model, "--ink", "light_on_dark", images.get(3));
    assertThat(text.out())
        .isEqualToNormalizingNewlines(
            String.format(
                java.util.Locale.ROOT, "%s: %d (%.1f %%)%n", images.get(3), digit, percent));
  }

  @Test
  void predictsByTheModelThatComesAlongIfNoneIsNamed() {
    Path five = Path.of("savedmodel/five.png");
    assertThat(Program.done("predict", five).out()).startsWith(five + ": 5 (");
  }

  @Test
  void exportPrintsTheVersionsFolderAndNothingElse() {
    assertThat(export.exitCode()).isZero();
    assertThat(export.outLines()).containsExactly(exported.toString());
    assertThat(exported.getParent()).isEqualTo(folder.resolve("out"));
    assertThat(Files.isRegularFile(exported.resolve("saved_model.pb"))).isTrue();
    assertThat(export.err()).contains("INFO:tensorflow:SavedModel written to: " + exported);
  }

  @Test
  void anIncompatibleExportMustBeAllowed() throws IOException {
    Path out = folder.resolve("incompatible");
    Path before = writeSavedModel(out.resolve("77"), "regress");
    Outcome refused = Program.run("export", "--model-dir", model, "--export-dir", out);
    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.out()).isEmpty();
    assertThat(refused.complaint())
        .contains(
            "cnn: Clients of the version %s couldn't use the new one: the signature regress is gone. "
                    .formatted(before)
                + "Export into another directory, or allow it:"
                + " SavedModelExporter.allowingIncompatible(), or the option --allow-incompatible.");
    assertThat(TestFiles.snapshot(out)).containsOnlyKeys("", "77", "77/saved_model.pb");

    Outcome allowed =
        Program.done("export", "--model-dir", model, "--export-dir", out, "--allow-incompatible");
    assertThat(Path.of(allowed.out().strip())).hasParent(out).isDirectory();
  }

  /** A SavedModel of which no more is there than its signature. */
  private static Path writeSavedModel(Path version, String signature) throws IOException {
    var graph = MetaGraphDef.newBuilder();
    graph.putSignatureDef(signature, SignatureDef.getDefaultInstance());
    graph.getMetaInfoDefBuilder().addTags("serve");
    Files.createDirectories(version);
    Files.write(
        version.resolve("saved_model.pb"),
        SavedModel.newBuilder().addMetaGraphs(graph).build().toByteArray());
    return version;
  }

  private static Outcome evaluate(Object... more) {
    return Program.done(with(List.of("evaluate", "--model-dir", model), more));
  }

  private static Outcome predict(String option, Path path) {
    List<Object> args = new ArrayList<>(List.of("predict", option, path, "--json"));
    args.addAll(List.of("--ink", "light_on_dark"));
    args.addAll(images);
    return Program.done(args.toArray());
  }

  private static Object[] with(List<Object> args, Object... more) {
    List<Object> all = new ArrayList<>(args);
    all.addAll(List.of(more));
    return all.toArray();
  }

  private static double[] doubles(JsonArray array) {
    return StreamSupport.stream(array.spliterator(), false)
        .mapToDouble(element -> element.getAsDouble())
        .toArray();
  }
}
