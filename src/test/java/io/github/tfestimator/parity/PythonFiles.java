package io.github.tfestimator.parity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.FieldNamingPolicy;
import com.google.gson.GsonBuilder;
import com.google.gson.reflect.TypeToken;
import io.github.tfestimator.Tensors;
import io.github.tfestimator.checkpoint.CheckpointReader;
import io.github.tfestimator.checkpoint.VariableInfo;
import io.github.tfestimator.cnn.CnnModelFn;
import io.github.tfestimator.cnn.CnnParams;
import io.github.tfestimator.cnn.data.Examples;
import io.github.tfestimator.cnn.data.LabeledImages;
import io.github.tfestimator.cnn.data.MinMaxScaler;
import io.github.tfestimator.estimator.Estimator;
import io.github.tfestimator.estimator.Evaluation;
import io.github.tfestimator.estimator.Prediction;
import io.github.tfestimator.estimator.RunConfig;
import io.github.tfestimator.input.InputFn;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;

/**
 * Files of Python's Estimator, and its answers to them: made by {@code scripts/parity/files.py}.
 */
final class PythonFiles {
  /**
   * Of a loss, relative, and of a weight: a few roundings of float32 at 1. The two TensorFlows,
   * 2.15 and 2.18, may add in another order. The largest differences found are 1.4e-7 and 1.2e-7.
   */
  static final double TOLERANCE = 2e-6;

  /** Of a probability. The largest difference found is 3.3e-7. */
  static final double PROBABILITY_TOLERANCE = 1e-6;

  static final int STEP = 100;
  static final int NEXT_STEPS = 5;
  static final int BATCH = 10;

  private static final int TEST_FIRST = 1000;
  private static final int TEST_COUNT = 70;
  private static final int TEST_BATCH = 32;

  private PythonFiles() {}

  /**
   * The answers of Python to a model.
   *
   * @param keys type and shape of each entry of a prediction
   * @param nextLosses of the steps that follow
   */
  record Said(
      long globalStep,
      float accuracy,
      double loss,
      double averageLoss,
      Map<String, String> keys,
      long[] classes,
      double[][] probabilities,
      double[] nextLosses) {

    void assertSaidOf(Evaluation evaluation) {
      assertThat(evaluation.globalStep()).isEqualTo(globalStep);
      assertThat((float) evaluation.accuracy()).isEqualTo(accuracy);
      assertThat(evaluation.loss()).isCloseTo(loss, within(TOLERANCE * loss));
      assertThat(evaluation.averageLoss()).isCloseTo(averageLoss, within(TOLERANCE * averageLoss));
    }

    void assertSaidOf(List<Prediction> predictions) {
      assertSaidOf(
          predictions.stream().map(each -> each.asLong("classes")).toList(),
          predictions.stream().map(each -> each.asFloats("probabilities")).toList());
    }

    void assertSaidOf(List<Long> itsClasses, List<float[]> itsProbabilities) {
      assertThat(itsClasses)
          .containsExactly(
              IntStream.range(0, TEST_COUNT).mapToObj(i -> classes[i]).toArray(Long[]::new));
      for (int i = 0; i < TEST_COUNT; i++) {
        assertThat(Tensors.exact(itsProbabilities.get(i)))
            .as("image %d", i)
            .containsExactly(probabilities[i], within(PROBABILITY_TOLERANCE));
      }
    }
  }

  static Said said(String model) throws IOException {
    var gson =
        new GsonBuilder()
            .setFieldNamingPolicy(FieldNamingPolicy.LOWER_CASE_WITH_UNDERSCORES)
            .create();
    String json = Files.readString(folder("files.json"));
    return gson.fromJson(json, new TypeToken<Map<String, Said>>() {}).get(model);
  }

  static Path folder(String name) {
    return resource("files/" + name);
  }

  /** A signature of the float32 model, as tf2onnx converted it. */
  static Path onnx(String signature) {
    return resource("onnx/" + signature + ".onnx");
  }

  private static Path resource(String name) {
    try {
      return Path.of(PythonFiles.class.getResource("/parity/" + name).toURI());
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  /** Copies a model directory, to be trained on. */
  static Path copy(String name, Path to) throws IOException {
    Files.createDirectory(to);
    try (Stream<Path> files = Files.list(folder(name))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
    }
    return to;
  }

  /** The network of these files, its further training without dropout. */
  static Estimator estimator(Path modelDir) {
    var params = CnnParams.defaults().withLayers(List.of(3, 4), List.of(8)).withRates(0, 0.1f);
    return Estimator.of(new CnnModelFn(params), RunConfig.in(modelDir));
  }

  static LabeledImages test() {
    return images(TEST_FIRST, TEST_COUNT);
  }

  /** The test images, in batches of which the last is short. */
  static InputFn testBatches() {
    return batches(test(), TEST_BATCH);
  }

  /** Returns the batches of the further training. */
  static InputFn nextBatches() {
    return batches(images(0, NEXT_STEPS * BATCH), BATCH);
  }

  private static InputFn batches(LabeledImages images, int size) {
    return Examples.of(images, MinMaxScaler.unit(784)).batches(size);
  }

  private static LabeledImages images(int first, int count) {
    int[] labels = IntStream.range(first, first + count).map(Formula::label).toArray();
    return new LabeledImages(Formula.images(first, count), labels);
  }

  /** A checkpoint's weights, read by TensorFlow; those of float64 rounded. */
  static Map<String, float[]> weights(Path prefix) {
    Map<String, float[]> weights = new TreeMap<>();
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Ops tf = Ops.create(graph);
      for (VariableInfo variable : CheckpointReader.open(prefix).variables()) {
        if (!variable.name().equals("global_step")) {
          var type = variable.dtype().equals("float64") ? TFloat64.class : TFloat32.class;
          Operand<?> value =
              tf.train
                  .restore(
                      tf.constant(prefix.toString()),
                      tf.array(variable.name()),
                      tf.array(""),
                      List.of(type))
                  .tensors()
                  .get(0);
          weights.put(
              variable.name(), Tensors.floats(session, tf.dtypes.cast(value, TFloat32.class)));
        }
      }
    }
    return weights;
  }
}
