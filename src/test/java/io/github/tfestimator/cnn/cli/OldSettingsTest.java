package io.github.tfestimator.cnn.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.tfestimator.cnn.CnnParams;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
