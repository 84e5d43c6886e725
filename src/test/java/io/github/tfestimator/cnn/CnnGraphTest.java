package io.github.tfestimator.cnn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.github.tfestimator.LogLines;
import io.github.tfestimator.SyntheticInput;
import io.github.tfestimator.checkpoint.VariableInfo;
import io.github.tfestimator.estimator.Estimator;
import io.github.tfestimator.estimator.RunConfig;
import io.github.tfestimator.estimator.Steps;
import io.github.tfestimator.hooks.SessionRunHook;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.Graph;

/** The graph and the checkpoint of the network at its full size, by name. */
class CnnGraphTest {
  private static final Map<String, String> OPS = new TreeMap<>();
  private static final Map<String, VariableInfo> SAVED = new TreeMap<>();

  @BeforeAll
  static void makeTheNetwork(@TempDir Path modelDir) {
    var cnn = Estimator.of(new CnnModelFn(CnnParams.defaults()), RunConfig.in(modelDir));
    SessionRunHook look =
        new SessionRunHook() {
          @Override
          public void begin(Graph graph) {
            graph.operations().forEachRemaining(op -> OPS.put(op.name(), op.type()));
          }
        };
    try (var quiet = LogLines.listen()) {
      // No examples: all that is saved is the beginning.
      cnn.train(SyntheticInput.finite(784, 10, 0, 1), Steps.more(1), look);
      cnn.newestCheckpoint().variables().forEach(variable -> SAVED.put(variable.name(), variable));
      assertThat(quiet.startingWith("Saving checkpoints")).hasSize(1);
    }
  }

  @Test
  void aCheckpointHasTheNineVariablesOfPythons() {
    Map<String, List<Long>> shapes = new TreeMap<>();
    SAVED.forEach((name, variable) -> shapes.put(name, variable.shape()));
    assertThat(shapes)
        .containsOnly(
            entry("conv2d/kernel", List.of(5L, 5L, 1L, 32L)),
            entry("conv2d/bias", List.of(32L)),
            entry("conv2d_1/kernel", List.of(5L, 5L, 32L, 36L)),
            entry("conv2d_1/bias", List.of(36L)),
            entry("dense/kernel", List.of(1764L, 1764L)),
            entry("dense/bias", List.of(1764L)),
            entry("dense_1/kernel", List.of(1764L, 10L)),
            entry("dense_1/bias", List.of(10L)),
            entry("global_step", List.of()));
  }

  @Test
  void allVariablesAreFloatButTheGlobalStep() {
    SAVED.forEach(
        (name, variable) ->
            assertThat(variable.dtype())
                .as(name)
                .isEqualTo(name.equals("global_step") ? "int64" : "float32"));
  }

  @Test
  void thereAre3160778TrainableParameters() {
    long parameters =
        SAVED.values().stream()
            .filter(variable -> variable.dtype().equals("float32"))
            .mapToLong(variable -> variable.shape().stream().reduce(1L, Math::multiplyExact))
            .sum();
    assertThat(parameters).isEqualTo(3_160_778);
  }

  @Test
  void theProbabilitiesAreTheSoftmaxTensor() {
    assertThat(OPS).containsEntry("softmax_tensor", "Softmax");
  }

  @Test
  void poolingIsTheOpWithAttributes() {
    assertThat(OPS)
        .containsEntry("max_pooling2d/SumsMaxPool", "MaxPool")
        .containsEntry("max_pooling2d_1/SumsMaxPool", "MaxPool")
        .doesNotContainValue("MaxPoolV2");
  }

  @Test
  void dropoutIsInTheTrainingGraph() {
    assertThat(OPS.keySet()).anyMatch(name -> name.startsWith("dropout/"));
  }
}
