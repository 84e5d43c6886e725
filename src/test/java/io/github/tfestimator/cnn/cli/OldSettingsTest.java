package io.github.tfestimator.cnn.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.tfestimator.cnn.CnnParams;
import io.github.tfestimator.cnn.Optimization;
import io.github.tfestimator.cnn.OptimizerKind;
import io.github.tfestimator.cnn.cli.ModelSettings.ScalerKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The file cnn.json as it was when the network had two convolutions and one dense layer. */
class OldSettingsTest {
  private static final String OLD =
      """
      {
        "source": {"data": "mnist", "split": "TUTORIAL"},
        "scaler": "MINMAX",
        "scale": %s,
        "min": %s,
        "params": {
          "conv1_filters": 3,
          "conv2_filters": 4,
          "dense_units": 8,
          "dropout_rate": 0.5,
          "learning_rate": 0.05
        }
      }
      """
          .formatted(list(1.0), list(0.0));

  @TempDir private Path modelDir;

  @Test
  void theyAreReadAsTodays() throws IOException {
    assertThat(read(OLD).params())
        .isEqualTo(
            CnnParams.defaults().withLayers(List.of(3, 4), List.of(8)).withRates(0.5f, 0.05f));
  }

  @Test
  void writtenAgainTheyAreTodays() throws IOException {
    ModelSettings old = read(OLD);
    old.write(modelDir);
    JsonObject written =
        JsonParser.parseString(Files.readString(modelDir.resolve("cnn.json"))).getAsJsonObject();
    assertThat(written.getAsJsonObject("params").keySet())
        .contains("conv_filters", "image")
        .doesNotContain("conv1_filters");
    assertThat(ModelSettings.read(modelDir).params()).isEqualTo(old.params());
  }

  @Test
  void damagedOnesAreNamed() {
    for (String damaged :
        List.of(
            OLD.replace("\"conv2_filters\": 4,", ""),
            OLD.replace("\"conv2_filters\": 4", "\"conv2_filters\": 0"),
            OLD.replace("\"dense_units\": 8", "\"dense_units\": \"many\""))) {
      assertThat(damaged).isNotEqualTo(OLD);
      assertThatThrownBy(() -> read(damaged))
          .isInstanceOf(CommandException.class)
          .hasMessageContaining("cnn.json is damaged: ")
          .hasMessageNotContaining("null");
    }
  }

  @ParameterizedTest
  @CsvSource({"ADAM, 0.999", "NESTEROV, 0"})
  void withoutBeta2ItIsTheUsualOne(OptimizerKind kind, float beta2) throws IOException {
    var params = CnnParams.defaults().withOptimization(Optimization.plain(kind, 0.01f));
    ModelSettings old = read(OLD);
    String today =
        SettingsJson.text(
            ModelSettings.of(
                old.source(), ScalerKind.UNIT, old.fittedScaler(), params, old.names(), null));
    ModelSettings read = read(today.replaceFirst("\"beta2\": [0-9.]+,", ""));
    assertThat(read.params()).isEqualTo(params);
    assertThat(read.params().optimization().beta2()).isEqualTo(beta2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"dropout_rate", "batch_norm", "momentum", "channels", "steps"})
  void aFieldThatIsMissingIsNamed(String field) throws IOException {
    String today = SettingsJson.text(read(OLD));
    String without = today.replaceFirst("\"" + field + "\": [a-z0-9.]+,?", "");
    assertThat(without).isNotEqualTo(today);
    assertThatThrownBy(() -> read(without))
        .isInstanceOf(CommandException.class)
        .hasMessageContaining("cnn.json is damaged: ");
  }

  /** Of 2^32 + 10 the lowest 32 bits are 10. */
  @ParameterizedTest
  @ValueSource(strings = {"4294967306", "1E100", "10.5"})
  void aNumberThatIsNoIntIsRefused(String classes) throws IOException {
    String today = SettingsJson.text(read(OLD));
    String other = today.replace("\"classes\": 10", "\"classes\": " + classes);
    assertThat(other).isNotEqualTo(today);
    assertThatThrownBy(() -> read(other))
        .isInstanceOf(CommandException.class)
        .hasMessageContaining("cnn.json is damaged: ");
  }

  private ModelSettings read(String json) throws IOException {
    Files.writeString(modelDir.resolve("cnn.json"), json);
    return ModelSettings.read(modelDir);
  }

  private static JsonArray list(double value) {
    var list = new JsonArray();
    Collections.nCopies(784, value).forEach(list::add);
    return list;
  }
}
