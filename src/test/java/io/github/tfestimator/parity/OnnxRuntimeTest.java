package io.github.tfestimator.parity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.github.tfestimator.Rows;
import io.github.tfestimator.Tensors;
import io.github.tfestimator.cnn.data.Images;
import io.github.tfestimator.cnn.data.MinMaxScaler;
import io.github.tfestimator.cnn.image.Classification;
import io.github.tfestimator.cnn.image.ImageServingInputFn;
import io.github.tfestimator.cnn.image.SavedModelClassifier;
import io.github.tfestimator.examples.OnnxExample;
import io.github.tfestimator.export.SavedModelExporter;
import io.github.tfestimator.serving.ServingConfig;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * ONNX Runtime's answers by an export that tf2onnx converted, beside those of an export of the same
 * checkpoint and those of Python's Estimator. {@code scripts/interop/onnx_fixture} makes the files.
 */
@Tag("medium")
class OnnxRuntimeTest {
  private static final double TOLERANCE = 1e-5;
  private static final Images IMAGES = PythonFiles.test().images();
  private static final float[] FEATURES =
      Rows.x(Formula.batch(IMAGES, PythonFiles.test().labels()));

  @TempDir private static Path folder;
  private static SavedModelClassifier classifier;

  @BeforeAll
  static void export() throws IOException {
    var estimator = PythonFiles.estimator(PythonFiles.copy("float32", folder.resolve("model")));
    Path export =
        SavedModelExporter.of(new ImageServingInputFn(MinMaxScaler.unit(784)))
            .export(estimator, folder.resolve("export"));
    classifier = SavedModelClassifier.load(export, ServingConfig.defaults().withoutWarmUp());
  }

  @AfterAll
  static void close() {
    classifier.close();
  }

  @Test
  void featuresAreClassifiedAsByTheExport() throws OrtException, IOException {
    List<float[]> rows =
        IntStream.range(0, IMAGES.size())
            .mapToObj(i -> Arrays.copyOfRange(FEATURES, 784 * i, 784 * (i + 1)))
            .toList();
    var x =
        OnnxTensor.createTensor(
            OrtEnvironment.getEnvironment(),
            FloatBuffer.wrap(FEATURES),
            new long[] {IMAGES.size(), 784});
    assertAnswers("serving_default", "x", x, classifier.classifyFeatures(rows));
  }

  @Test
  void pixelsAreClassifiedAsByTheExport() throws OrtException, IOException {
    List<byte[]> pixels = IntStream.range(0, IMAGES.size()).mapToObj(IMAGES::image).toList();
    var image =
        OnnxTensor.createTensor(
            OrtEnvironment.getEnvironment(),
            ByteBuffer.wrap(IMAGES.pixels()),
            new long[] {IMAGES.size(), 28, 28},
            OnnxJavaType.UINT8);
    assertAnswers("pixels", "image", image, classifier.classifyPixels(pixels));
  }

  @Test
  void theExampleOfTheDocumentsClassifiesAnImage() throws OrtException {
    float[] probabilities =
        OnnxExample.probabilities(PythonFiles.onnx("pixels").toString(), IMAGES.image(0));
    float[] expected = classifier.classifyPixels(IMAGES.image(0)).probabilities();
    assertThat(Tensors.exact(probabilities))
        .containsExactly(Tensors.exact(expected), within(TOLERANCE));
  }

  /** Closes the tensor. */
  private static void assertAnswers(
      String signature, String name, OnnxTensor input, List<Classification> expected)
      throws OrtException, IOException {
    String file = PythonFiles.onnx(signature).toString();
    try (input;
        var options = new OrtSession.SessionOptions();
        var session = OrtEnvironment.getEnvironment().createSession(file, options);
        var result = session.run(Map.of(name, input))) {
      long[] classes = (long[]) result.get("classes").orElseThrow().getValue();
      float[][] probabilities = (float[][]) result.get("probabilities").orElseThrow().getValue();
      double[][] byPython = PythonFiles.said("float32").probabilities();
      for (int i = 0; i < expected.size(); i++) {
        assertThat(classes[i]).isEqualTo(expected.get(i).classId());
        assertThat(Tensors.exact(probabilities[i]))
            .as("image %d", i)
            .containsExactly(Tensors.exact(expected.get(i).probabilities()), within(TOLERANCE))
            .containsExactly(byPython[i], within(TOLERANCE));
      }
    }
  }
}
