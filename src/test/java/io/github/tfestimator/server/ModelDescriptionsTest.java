package io.github.tfestimator.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import io.github.tfestimator.checkpoint.CheckpointReader;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The first convolution of models that Python exported. */
class ModelDescriptionsTest {
  private static final Path FILES = Path.of("src/test/resources/parity/files");

  @Test
  void filtersOfFloatsAreShown() {
    assertThat(filters("saved_model_float32").orElseThrow().get("shape")).hasToString("[5,5,1,3]");
  }

  @Test
  void filtersOfDoublesAreLeftOut() {
    assertThat(filters("saved_model_float64")).isEmpty();
  }

  private static Optional<JsonObject> filters(String model) {
    return ModelDescriptions.filters(
        CheckpointReader.open(FILES.resolve(model).resolve("variables/variables")));
  }
}
