package io.github.tfestimator.cnn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.tfestimator.cnn.cli.Program.Outcome;
import io.github.tfestimator.summary.EvaluationHistory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The card of a model that the program trained and exported. */
@Tag("medium")
class CardTest {
  @TempDir Path folder;
  private Path data;
  private Path model;

  @BeforeEach
  void writeData() throws IOException {
    data = TestFiles.writeIdx(folder.resolve("a").resolve("our digits"), 40, 20);
    model = folder.resolve("model");
  }

  @Test
  void runKnowsDataTrainingAndTheFiguresThatItPrinted() throws IOException {
    List<Object> args = new ArrayList<>(List.of("run", "--data", data, "--split", "official"));
    args.addAll(List.of("--model-dir", model, "--steps", 3, "--batch-size", 10, "--seed", 7));
    args.addAll(List.of("--learning-rate", "0.05", "--export-dir", folder.resolve("out")));
    args.addAll(Program.SMALL);
    List<String> printed = Program.done(args.toArray()).outLines();
    Path version = Path.of(printed.get(11).replaceFirst("^SavedModel: ", ""));
    JsonObject card = card(version);

    JsonObject facts = card.getAsJsonObject("data");
    assertThat(facts.get("data_set").getAsString()).isEqualTo("IDX files of the folder our digits");
    assertThat(facts.get("split").getAsString()).isEqualTo("official");
    assertThat(facts.get("train_examples").getAsInt()).isEqualTo(40);
    assertThat(facts.get("test_examples").getAsInt()).isEqualTo(20);
    assertThat(facts.get("train_sha256").getAsString())
        .isEqualTo(hash(TestFiles.TRAIN_IMAGES, TestFiles.TRAIN_LABELS));
    assertThat(facts.get("test_sha256").getAsString())
        .isEqualTo(hash(TestFiles.TEST_IMAGES, TestFiles.TEST_LABELS));

    assertThat(card.getAsJsonObject("scaler").get("kind").getAsString()).isEqualTo("minmax");
    assertThat(card.getAsJsonObject("network"))
        .hasToString(
            "{\"image\":\"28x28x1\",\"classes\":10,\"conv_filters\":[3,4],\"kernel_size\":5,"
                + "\"dense_units\":[8],\"batch_norm\":false,\"dropout_rate\":0.4}");
    assertThat(card.getAsJsonObject("training"))
        .hasToString("{\"optimizer\":\"sgd\",\"learning_rate\":0.05,\"batch_size\":10,\"seed\":7}");

    JsonObject metrics = card.getAsJsonObject("metrics");
    assertThat(
            "{accuracy=%s, loss=%s, average_loss=%s, global_step=3}"
                .formatted(
                    metrics.get("accuracy").getAsFloat(),
                    metrics.get("loss").getAsFloat(),
                    metrics.get("average_loss").getAsFloat()))
        .isEqualTo(printed.get(0));
    double loss = EvaluationHistory.in(model.resolve("eval")).records().get(0).loss();
    assertThat(metrics.get("loss").getAsDouble()).as("in double precision").isEqualTo(loss);
    assertThat(metrics.get("examples").getAsLong()).isEqualTo(20);
    for (String file : List.of("model_card.json", "model_card.md")) {
      assertThat(version.resolve("assets.extra").resolve(file))
          .content()
          .doesNotContain(folder.toString());
    }
  }

  @Test
  void theTutorialsSplitIsTold() throws IOException {
    train(2);
    assertThat(card(export()).getAsJsonObject("data").get("split_rule").getAsString())
        .contains("train_test_split(test_size=0.2, random_state=42)");
  }

  @Test
  void evaluationsOfOtherCheckpointsOrDataDoNotCount() throws IOException {
    train(2);
    assertThat(hasFigures(export())).as("not evaluated").isFalse();
    Path other = TestFiles.writeIdx(folder.resolve("other"), 30, 20);
    evaluate("--data", other);
    assertThat(hasFigures(export())).as("other data").isFalse();
    evaluate();
    assertThat(hasFigures(export())).as("evaluated").isTrue();
    train(4);
    assertThat(hasFigures(export())).as("trained on").isFalse();
  }

  @Test
  void aModelOfBeforeIsExportedWithoutWhatIsNotKnown() throws IOException {
    train(2);
    evaluate();
    Path file = model.resolve("cnn.json");
    JsonObject settings = JsonParser.parseString(Files.readString(file)).getAsJsonObject();
    settings.remove("trained_on");
    Files.writeString(file, settings.toString());
    Path version = export();
    JsonObject card = card(version);
    assertThat(card.getAsJsonObject("data").keySet())
        .containsExactly("data_set", "split", "split_rule");
    assertThat(card.getAsJsonObject("training").keySet())
        .containsExactly("optimizer", "learning_rate");
    assertThat(hasFigures(version)).isTrue();
  }

  @Test
  void aDamagedHistoryIsSaidAndTheModelExported() throws IOException {
    train(2);
    evaluate();
    Path file = model.resolve("eval").resolve(EvaluationHistory.FILE);
    Files.writeString(file, "[1]");
    Outcome exported =
        Program.done("export", "--model-dir", model, "--export-dir", folder.resolve("out"));
    assertThat(exported.complaint()).hasSize(1).first().asString().contains(file + " are damaged");
    assertThat(hasFigures(Path.of(exported.outLines().get(0)))).isFalse();
  }

  private void train(int maxSteps) {
    assertThat(Program.trainSmall(data, model, "--max-steps", maxSteps).exitCode()).isZero();
  }

  private void evaluate(Object... more) {
    List<Object> args = new ArrayList<>(List.of("evaluate", "--model-dir", model));
    args.addAll(List.of("--batch-size", 10));
    args.addAll(List.of(more));
    Program.done(args.toArray());
  }

  private Path export() {
    Path out = folder.resolve("out");
    return Path.of(
        Program.done("export", "--model-dir", model, "--export-dir", out).outLines().get(0));
  }

  private static boolean hasFigures(Path version) throws IOException {
    return card(version).getAsJsonObject("metrics").has("accuracy");
  }

  private static JsonObject card(Path version) throws IOException {
    Path file = version.resolve("assets.extra").resolve("model_card.json");
    return JsonParser.parseString(Files.readString(file)).getAsJsonObject();
  }

  /** Of the raw files, one after the other. */
  private String hash(String images, String labels) throws IOException {
    var both = new ByteArrayOutputStream();
    both.write(Files.readAllBytes(data.resolve(images)));
    both.write(Files.readAllBytes(data.resolve(labels)));
    return TestFiles.sha256(both.toByteArray());
  }
}
