package io.github.tfestimator.export;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.tfestimator.cnn.data.Digits;
import io.github.tfestimator.cnn.data.Examples;
import io.github.tfestimator.cnn.data.MinMaxScaler;
import io.github.tfestimator.cnn.image.ImageServingInputFn;
import io.github.tfestimator.estimator.Estimator;
import io.github.tfestimator.estimator.EvalSpec;
import io.github.tfestimator.estimator.Evaluation;
import io.github.tfestimator.estimator.Steps;
import io.github.tfestimator.estimator.TrainAndEvaluateResult;
import io.github.tfestimator.estimator.TrainSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The facts that an exporter adds to the card by itself. */
@Tag("medium")
class ExportedCardTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2018-08-05T12:34:56.789Z"), ZoneOffset.UTC);
  private static final MinMaxScaler SCALER = MinMaxScaler.unit(784);
  private static final SavedModelExporter EXPORTER = SavedModelExporter.of(SmallModel.FEATURES);

  @TempDir static Path shared;
  private static Estimator estimator;

  @TempDir Path folder;

  @BeforeAll
  static void train() {
    estimator = SmallModel.train(shared);
  }

  /** The number of parameters is the sum over layers of inputs by outputs, and of outputs. */
  @Test
  void tellsStepsParametersAndTheHashOfTheVariables() throws Exception {
    Path version = EXPORTER.export(estimator, folder, CLOCK);
    JsonObject model = card(version).getAsJsonObject("model");
    assertThat(model.get("global_step").getAsLong()).isEqualTo(5);
    assertThat(model.get("parameters").getAsLong())
        .isEqualTo((25 * 3 + 3) + (25 * 3 * 4 + 4) + (7 * 7 * 4 * 8 + 8) + (8 * 10 + 10));
    byte[] variables =
        Files.readAllBytes(version.resolve("variables/variables.data-00000-of-00001"));
    assertThat(model.get("variables_sha256").getAsString())
        .isEqualTo(
            HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(variables)));
  }

  @Test
  void tellsWhenAndByWhichVersionsItWasMade() throws IOException {
    JsonObject export = card(EXPORTER.export(estimator, folder, CLOCK)).getAsJsonObject("export");
    assertThat(export.get("time").getAsString()).isEqualTo("2018-08-05T12:34:56Z");
    Matcher project =
        Pattern.compile("<artifactId>tf-estimator</artifactId>\\s*<version>(.*)</version>")
            .matcher(Files.readString(Path.of("pom.xml")));
    assertThat(project.find()).isTrue();
    assertThat(export.get("tf_estimator").getAsString()).isEqualTo(project.group(1));
    assertThat(export.get("tensorflow").getAsString()).startsWith("2.");
    assertThat(export.get("java").getAsString()).startsWith(System.getProperty("java.version"));
    assertThat(export.has("git_revision")).isEqualTo(GitRevision.ofWorkingDirectory().isPresent());
  }

  @Test
  void tellsWhatEachSignatureTakes() throws IOException {
    JsonObject signatures =
        card(SavedModelExporter.of(new ImageServingInputFn(SCALER)).export(estimator, folder))
            .getAsJsonObject("signatures");
    assertThat(signatures.keySet())
        .containsExactly(
            "serving_default",
            "pixels",
            "image_bytes",
            "image_bytes_light_on_dark",
            "image_bytes_dark_on_light",
            "classify");
    assertThat(signatures.get("image_bytes_light_on_dark").getAsString())
        .contains("light ink on dark");
    assertThat(signatures.get("image_bytes_dark_on_light").getAsString())
        .contains("dark ink on light");
  }

  @Test
  void comesAfterTheUsersOwnFacts() throws IOException {
    ModelCard facts =
        ModelCard.titled("Mine").with("owner", Map.of("team", "a")).with("model", Map.of("b", 1));
    JsonObject card = card(EXPORTER.withCard(facts).export(estimator, folder, CLOCK));
    assertThat(card.keySet())
        .containsExactly("title", "owner", "model", "metrics", "signatures", "export");
    assertThat(card.get("title").getAsString()).isEqualTo("Mine");
    assertThat(card.getAsJsonObject("model").keySet())
        .containsExactly("b", "global_step", "parameters", "variables_sha256");
  }

  @Test
  void measuresAreThoseOfTheExportedCheckpointAlone() throws IOException {
    assertThat(metrics(EXPORTER)).hasToString("{\"evaluation\":\"none known of this checkpoint\"}");
    assertThat(metrics(EXPORTER.withEvaluation(evaluation(4))).has("accuracy")).isFalse();
    JsonObject metrics = metrics(EXPORTER.withEvaluation(evaluation(5)));
    assertThat(metrics.keySet())
        .containsExactly("accuracy", "top_3", "loss", "average_loss", "examples");
    assertThat(metrics.get("accuracy").getAsDouble()).isEqualTo(0.9);
    assertThat(metrics.get("loss").isJsonNull()).isTrue();
    assertThat(metrics.get("examples").getAsLong()).isEqualTo(10);
  }

  @Test
  void theExportersOfATrainingPassItsEvaluationOn(@TempDir Path modelDir) throws IOException {
    Estimator trained = SmallModel.train(modelDir);
    var input = Examples.of(Digits.draw(20, 3), SCALER);
    TrainAndEvaluateResult result =
        trained.trainAndEvaluate(
            TrainSpec.of(input.shuffledBatches(10, 1), Steps.more(2)),
            EvalSpec.of(input.batches(20))
                .withExporters(
                    new BestExporter("best", EXPORTER),
                    new LatestExporter("latest", EXPORTER),
                    new FinalExporter("final", EXPORTER)));
    assertThat(result.exports()).containsOnlyKeys("best", "latest", "final");
    for (Path version : result.exports().values()) {
      JsonObject metrics = card(version).getAsJsonObject("metrics");
      assertThat(metrics.get("loss").getAsDouble()).isEqualTo(result.evaluation().get().loss());
      assertThat(metrics.get("examples").getAsLong()).isEqualTo(20);
    }
  }

  private static Evaluation evaluation(long globalStep) {
    return new Evaluation(
        Map.of("top_3", 1.0, "accuracy", 0.9), Map.of(), Double.NaN, 0.25, globalStep, 10);
  }

  private JsonObject metrics(SavedModelExporter exporter) throws IOException {
    return card(exporter.export(estimator, folder, CLOCK)).getAsJsonObject("metrics");
  }

  private static JsonObject card(Path version) throws IOException {
    JsonElement json =
        JsonParser.parseString(Files.readString(version.resolve("assets.extra/model_card.json")));
    return json.getAsJsonObject();
  }
}
