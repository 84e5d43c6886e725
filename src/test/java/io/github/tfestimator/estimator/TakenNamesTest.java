package io.github.tfestimator.estimator;

import static io.github.tfestimator.layers.LayerArguments.name;
import static io.github.tfestimator.layers.LayerArguments.units;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfestimator.QuietLog;
import io.github.tfestimator.export.SavedModelExporter;
import io.github.tfestimator.input.ArrayInput;
import io.github.tfestimator.layers.AdamOptimizer;
import io.github.tfestimator.layers.Layers;
import io.github.tfestimator.layers.Losses;
import io.github.tfestimator.serving.SavedModelPredictor;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/** Names of a user's own that the library has, too. */
@Tag("medium")
class TakenNamesTest {
  @RegisterExtension private final QuietLog log = new QuietLog();

  @TempDir private Path modelDir;

  private static ModelFn model(String feature, String layer) {
    return (tf, features, labels, mode) -> {
      var layers = Layers.on(tf);
      var y = layers.dense(features.get(feature), units(1), name(layer));
      if (mode == Mode.PREDICT) {
        return EstimatorSpec.predict(Map.of("y", y));
      }
      var loss = Losses.meanSquaredError(tf, labels.get(TFloat32.class), y);
      return mode == Mode.TRAIN
          ? EstimatorSpec.train(loss, new AdamOptimizer(0.1f).minimize(tf, loss))
          : EstimatorSpec.evaluate(loss, Map.of());
    };
  }

  private static ArrayInput input(String feature) {
    return ArrayInput.of(Map.of(feature, new float[8][3]), new float[8][1]);
  }

  private void trainEvaluatePredictExport(String feature, String layer) {
    ArrayInput input = input(feature);
    Estimator estimator = Estimator.of(model(feature, layer), RunConfig.in(modelDir));
    estimator.train(input.batches(4), Steps.more(1));
    assertThat(estimator.evaluate(input.batches(4)).examples()).isEqualTo(8);
    assertThat(estimator.predict(input.batches(4)).count()).isEqualTo(8);
    Path export =
        SavedModelExporter.of(ServingInputFn.raw(input.features()))
            .export(estimator, modelDir.resolve("export"));
    try (var predictor = SavedModelPredictor.load(export)) {
      assertThat(predictor.predict(Map.of(feature, new float[2][3]))).containsKey("y");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"features", "input_fn", "random_seed", "Identity", "init"})
  void aLayerMayHaveThem(String layer) {
    trainEvaluatePredictExport("x", layer);
  }

  @ParameterizedTest
  @ValueSource(strings = {"dense", "global_step", "save", "labels", "größe", "a b"})
  void aFeatureMayHaveThem(String feature) {
    trainEvaluatePredictExport(feature, "dense");
  }

  @ParameterizedTest
  @ValueSource(strings = {"my signature", "dense", "save", "global_step", "_x"})
  void aSignatureMayHaveThem(String key) {
    Estimator estimator = Estimator.of(model("x", "dense"), RunConfig.in(modelDir));
    estimator.train(input("x").batches(4), Steps.more(1));
    ServingInputFn serving =
        tf -> {
          var x = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, 3)));
          return new ServingInput(
              Features.of(Map.of("x", x)), List.of(ServingSignature.predict(key, "x", x)));
        };
    Path export = SavedModelExporter.of(serving).export(estimator, modelDir.resolve("export"));
    try (var predictor = SavedModelPredictor.load(export)) {
      assertThat(predictor.predict(key, Map.of("x", new float[2][3]))).containsKey("y");
    }
  }

  /** Of the saver's scope, TensorFlow Java itself knows the ops by their names. */
  @Test
  void theSaversScopeMayNotBeTaken() {
    Estimator estimator = Estimator.of(model("x", "save"), RunConfig.in(modelDir));
    assertThatThrownBy(() -> estimator.train(input("x").batches(4), Steps.more(1)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "The model function made the op save/kernel, but ops of the scope \"save\" save the variables: give it another name");
  }
}
