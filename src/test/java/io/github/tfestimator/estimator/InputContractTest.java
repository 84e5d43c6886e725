package io.github.tfestimator.estimator;

import static io.github.tfestimator.layers.LayerArguments.units;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.tfestimator.QuietLog;
import io.github.tfestimator.Rows;
import io.github.tfestimator.input.ArrayInput;
import io.github.tfestimator.input.Batch;
import io.github.tfestimator.input.BatchIterator;
import io.github.tfestimator.input.InputFn;
import io.github.tfestimator.input.TensorSpec;
import io.github.tfestimator.layers.Activation;
import io.github.tfestimator.layers.GradientDescentOptimizer;
import io.github.tfestimator.layers.Layers;
import io.github.tfestimator.layers.Losses;
import io.github.tfestimator.metrics.Metric;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.ndarray.NdArray;
import org.tensorflow.ndarray.StdArrays;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

/** Batches that an input may give, and the errors for all others before the first step. */
@Tag("medium")
class InputContractTest {
  @RegisterExtension private final QuietLog log = new QuietLog();

  @TempDir private Path modelDir;

  /** An input that promises TinyModel's features and gives a batch of a test's own. */
  private record Given(SortedMap<String, TensorSpec> features, Batch batch) implements InputFn {
    @Override
    public SortedMap<String, TensorSpec> labels() {
      return Rows.labels();
    }

    @Override
    public boolean repeats() {
      return false;
    }

    @Override
    public BatchIterator from(long first) {
      return Rows.iterator(List.of(batch).iterator());
    }
  }

  private static final NdArray<?> LABELS = StdArrays.ndCopyOf(new int[] {0, 1, 2});

  private void assertRefused(Batch batch, String message) {
    var input = new Given(Rows.features(TinyModel.WIDTH), batch);
    assertThatThrownBy(() -> TinyModel.in(modelDir).train(input, Steps.more(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  @Test
  void aFeatureOfAnotherShapeIsNamed() {
    assertRefused(
        Batch.of(3, Map.of("x", StdArrays.ndCopyOf(new float[3][5])), LABELS),
        "The feature \"x\": float32 [6] is specified, but the batch has float32 [5]");
  }

  @Test
  void aFeatureOfAnotherTypeIsNamed() {
    assertRefused(
        Batch.of(3, Map.of("x", StdArrays.ndCopyOf(new double[3][6])), LABELS),
        "The feature \"x\": float32 [6] is specified, but the batch has float64 [6]");
  }

  @Test
  void missingAndSurplusFeaturesAreNamed() {
    NdArray<?> x = StdArrays.ndCopyOf(new float[3][6]);
    assertRefused(
        Batch.of(3, Map.of("z", x), LABELS),
        "The input specifies the features [x], but a batch has [z]");
    assertRefused(
        Batch.of(3, Map.of("x", x, "y", x), LABELS),
        "The input specifies the features [x], but a batch has [x, y]");
  }

  @Test
  void missingLabelsAreNamed() {
    assertRefused(
        Batch.of(3, Map.of("x", StdArrays.ndCopyOf(new float[3][6]))),
        "The input specifies the labels [labels], but a batch has []");
  }

  @Test
  void twoLabelsForThreeRowsAreRefused() {
    assertThatThrownBy(() -> ArrayInput.of(Map.of("x", new float[3][6]), new int[2]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The label \"labels\" has 2 examples, but the feature \"x\" has 3");
    assertThatThrownBy(
            () ->
                Batch.of(
                    3,
                    Map.of("x", StdArrays.ndCopyOf(new float[3][6])),
                    StdArrays.ndCopyOf(new int[2])))
        .hasMessage(
            "The label \"labels\" has the shape [2] in a batch of 3 examples: its first dimension must be 3");
  }

  @Test
  void raggedRowsAreRefused() {
    float[][] rows = {new float[2], new float[2], new float[3]};
    assertThatThrownBy(() -> ArrayInput.of(Map.of("x", rows)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "The feature \"x\" is a float[][] that is ragged, with 3 beside 2: give all rows one length");
  }

  @Test
  void anyTextMayNameAFeature() {
    float[][] x = new float[8][TinyModel.WIDTH];
    int[] labels = new int[8];
    for (String name :
        List.of("labels", "global_step", "pixel values", "dense/kernel", "_x", "größe")) {
      ModelFn model =
          (tf, features, given, mode) ->
              new TinyModel(8, 0.2f)
                  .apply(tf, Features.of(Map.of("x", features.get(name))), given, mode);
      var input = ArrayInput.of(Map.of(name, x), labels);
      Estimator estimator = Estimator.of(model, RunConfig.in(modelDir));
      estimator.train(input.batches(4), Steps.more(1));
      assertThat(estimator.evaluate(input.batches(4)).examples()).as(name).isEqualTo(8);
    }
  }

  @Test
  void aFeatureOrLabelAskedForByAnotherTypeIsNamed() {
    var input = ArrayInput.of(Map.of("x", new double[4][2]), new float[4]).batches(2);
    assertThatThrownBy(
            () ->
                Estimator.of(
                        (tf, features, labels, mode) ->
                            EstimatorSpec.predict(Map.of("x", features.get("x"))),
                        RunConfig.in(modelDir))
                    .train(input, Steps.more(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "The model asks for the feature \"x\" as TFloat32, but the input has it as float64: ask by get(..., TFloat64.class), or change the input");
    assertThatThrownBy(
            () ->
                Estimator.of(
                        (tf, features, labels, mode) ->
                            EstimatorSpec.predict(Map.of("y", labels.get())),
                        RunConfig.in(modelDir))
                    .train(input, Steps.more(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("labels as TInt32, but the input has it as float32");
  }

  /** Two heads: a class and a number of each example, with metrics of their own. */
  @Test
  void aModelMayHaveSeveralHeads() {
    Map<String, ?> labels =
        Map.of("size", new float[] {1, 2, 3, 4}, "kind", new int[] {0, 1, 2, 0});
    var input = ArrayInput.of(Map.of("x", new float[4][TinyModel.WIDTH]), labels).batches(4);
    ModelFn model =
        (tf, features, given, mode) -> {
          var layers = Layers.on(tf);
          var hidden = layers.dense(features.get("x"), units(4), Activation.RELU);
          var logits = layers.dense(hidden, units(3));
          var size = layers.dense(hidden, units(1));
          if (mode == Mode.PREDICT) {
            return EstimatorSpec.predict(Map.of("kind", tf.nn.softmax(logits), "size", size));
          }
          var kinds = given.get("kind", TInt32.class);
          var sizes = tf.reshape(given.get("size", TFloat32.class), tf.array(-1, 1));
          var loss =
              tf.math.add(
                  Losses.sparseSoftmaxCrossEntropy(tf, kinds, logits),
                  Losses.meanSquaredError(tf, sizes, size));
          if (mode == Mode.TRAIN) {
            return EstimatorSpec.train(loss, new GradientDescentOptimizer(0.1f).minimize(tf, loss));
          }
          return EstimatorSpec.evaluate(
              loss,
              Map.of(
                  "size/rmse", Metric.rootMeanSquaredError(tf, sizes, size),
                  "kind/accuracy",
                      Metric.accuracy(
                          tf, kinds, tf.math.argMax(logits, tf.constant(1), TInt64.class))));
        };
    Estimator estimator = Estimator.of(model, RunConfig.in(modelDir));
    for (int i = 0; i < 50; i++) {
      estimator.train(input, Steps.upTo(50));
    }
    Evaluation evaluation = estimator.evaluate(input);
    // Nothing of x tells the examples apart: the mean of 1 to 4, and the most frequent class.
    assertThat(evaluation.metric("size/rmse")).isCloseTo(Math.sqrt(1.25), within(0.01));
    assertThat(evaluation.metric("kind/accuracy")).isEqualTo(0.5);
  }
}
