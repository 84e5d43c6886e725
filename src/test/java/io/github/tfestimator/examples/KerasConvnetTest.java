package io.github.tfestimator.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfestimator.QuietLog;
import io.github.tfestimator.checkpoint.CheckpointReader;
import io.github.tfestimator.input.ArrayInput;
import io.github.tfestimator.serving.SavedModelPredictor;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.ndarray.Shape;

/** The example of docs/from-keras.md, and its network beside Keras' own. */
@Tag("medium")
class KerasConvnetTest {
  @RegisterExtension private final QuietLog log = new QuietLog();

  @TempDir private Path folder;

  @Test
  void theExampleTrainsAndExportsKerasNetwork() {
    ArrayInput examples = noise(128, 1);
    Path export = KerasConvnet.run(examples, examples, noise(1, 2), folder);

    long parameters =
        CheckpointReader.open(folder.resolve("model/model.ckpt-15")).variables().stream()
            .filter(variable -> variable.name().matches("[a-z0-9_]+/(kernel|bias)"))
            .mapToLong(variable -> variable.shape().stream().reduce(1L, Math::multiplyExact))
            .sum();
    assertThat(parameters).isEqualTo(34_826); // model.count_params() of Keras 3.15.1
    try (var predictor = SavedModelPredictor.load(export)) {
      var answer = predictor.predict(Map.of("x", new float[2][28][28][1]));
      assertThat(answer.get("probabilities").shape()).isEqualTo(Shape.of(2, 10));
    }
  }

  private static ArrayInput noise(int count, long seed) {
    var random = new Random(seed);
    float[][][][] images = new float[count][28][28][1];
    for (float[][][] image : images) {
      for (float[][] row : image) {
        for (float[] pixel : row) {
          pixel[0] = random.nextFloat();
        }
      }
    }
    int[] labels = new int[count];
    Arrays.setAll(labels, i -> i % 10);
    return ArrayInput.of(Map.of("x", images), labels);
  }
}
