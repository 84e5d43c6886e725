package io.github.tfestimator.cnn.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.protobuf.ByteString;
import io.github.tfestimator.cnn.data.Digits;
import io.github.tfestimator.cnn.data.Examples;
import io.github.tfestimator.cnn.data.Images;
import io.github.tfestimator.cnn.data.LabeledImages;
import io.github.tfestimator.cnn.data.MinMaxScaler;
import io.github.tfestimator.cnn.data.Mnist;
import io.github.tfestimator.estimator.Estimator;
import io.github.tfestimator.estimator.Prediction;
import io.github.tfestimator.export.SavedModelExporter;
import io.github.tfestimator.export.SmallModel;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.Result;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.StdArrays;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.proto.BytesList;
import org.tensorflow.proto.Example;
import org.tensorflow.proto.Feature;
import org.tensorflow.proto.Features;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;
import org.tensorflow.types.TUint8;

/**
 * The SavedModel, loaded again, says what the estimator says of 1,000 images, bit for bit, however
 * they come: scaled by Java, as pixels, as files. The batches are equal, for a convolution may add
 * in another order in a batch of another size.
 */
@Tag("slow")
class SameBitsTest {
  private static final int COUNT = 1_000;

  @TempDir Path folder;

  @Test
  void ofDrawnDigitsWithAFittedScaler() {
    // Drawn otherwise than the test set: some of its pixels come out above 1.
    MinMaxScaler scaler = MinMaxScaler.fit(Digits.draw(100, 5).images());
    assertSameBits(scaler, Digits.draw(COUNT, 9), false);
  }

  @Test
  void ofDrawnDigitsDividedBy255() {
    assertSameBits(MinMaxScaler.unit(784), Digits.draw(COUNT, 9), false);
  }

  /** With a term to add, the order of rounding shows. */
  @Test
  void ofDrawnDigitsWithAScalerWhosePixelsBeginAbove0() {
    byte[] raised = Digits.draw(100, 5).images().pixels().clone();
    for (int i = 0; i < raised.length; i++) {
      raised[i] = (byte) (10 + i % 7 + (raised[i] & 0xff) / 2);
    }
    assertSameBits(MinMaxScaler.fit(Images.of(28, 28, raised)), Digits.draw(COUNT, 9), false);
  }

  @Test
  void ofTheRealMnistWithAFittedScaler() {
    String mnist = System.getenv("MNIST_DIR");
    assumeTrue(mnist != null, "needs the real MNIST: set MNIST_DIR to the folder of its files");
    var data = Mnist.read(Path.of(mnist));
    LabeledImages test = data.test().select(IntStream.range(0, COUNT).toArray());
    assertSameBits(MinMaxScaler.fit(data.train().images()), test, true);
  }

  /**
   * Asserts that images give the same bits by all signatures.
   *
   * @param isFitted whether the images are in MNIST's form already, which drawn ones needn't be
   */
  private void assertSameBits(MinMaxScaler scaler, LabeledImages test, boolean isFitted) {
    Estimator estimator = SmallModel.train(folder.resolve("model"), scaler);
    Path exported =
        SavedModelExporter.of(new ImageServingInputFn(scaler))
            .export(estimator, folder.resolve("out"));
    List<Prediction> expected =
        estimator.predict(Examples.of(test.images(), scaler).batches(COUNT)).toList();
    List<byte[]> images = images(test.images());
    List<byte[]> pngs = images.stream().map(SameBitsTest::png).toList();
    try (var model = SavedModelBundle.load(exported.toString(), "serve");
        TFloat32 x = features(test.images(), scaler);
        TUint8 image = pixels(images);
        TString files = strings(pngs);
        TString dark = strings(images.stream().map(SameBitsTest::inverted).toList());
        TString examples = strings(pngs.stream().map(SameBitsTest::example).toList())) {
      assertSame(model, "serving_default", "x", x, expected);
      assertSame(model, "pixels", "image", image, expected);
      assertSame(model, "image_bytes_light_on_dark", "image_bytes", files, expected);
      assertSame(model, "image_bytes_dark_on_light", "image_bytes", dark, expected);
      if (isFitted) {
        assertSame(model, "image_bytes", "image_bytes", files, expected);
        assertBest(model, examples, expected);
      }
    }
  }

  private static void assertSame(
      SavedModelBundle model,
      String signature,
      String input,
      Tensor batch,
      List<Prediction> expected) {
    try (Result result = model.function(signature).call(Map.of(input, batch))) {
      var classes = (TInt64) result.get("classes").orElseThrow();
      var probabilities = (TFloat32) result.get("probabilities").orElseThrow();
      assertThat(classes.shape()).isEqualTo(Shape.of(COUNT));
      for (int i = 0; i < COUNT; i++) {
        assertThat(classes.getLong(i)).isEqualTo(expected.get(i).asLong("classes"));
        // Floats are compared as their bits are, but for NaN, which no softmax gives here.
        assertThat(StdArrays.array1dCopyOf(probabilities.get(i)))
            .as("%s of image %d", signature, i)
            .containsExactly(expected.get(i).asFloats("probabilities"));
      }
    }
  }

  private static void assertBest(
      SavedModelBundle model, TString examples, List<Prediction> expected) {
    try (Result result = model.function("classify").call(Map.of("inputs", examples))) {
      var classes = (TString) result.get("classes").orElseThrow();
      var scores = (TFloat32) result.get("scores").orElseThrow();
      assertThat(scores.shape()).isEqualTo(Shape.of(COUNT, 3));
      for (int i = 0; i < COUNT; i++) {
        float[] probabilities = expected.get(i).asFloats("probabilities");
        assertThat(classes.getObject(i, 0))
            .isEqualTo(Long.toString(expected.get(i).asLong("classes")));
        for (int k = 0; k < 3; k++) {
          int digit = Integer.parseInt(classes.getObject(i, k));
          assertThat(scores.getFloat(i, k)).isEqualTo(probabilities[digit]);
        }
        Arrays.sort(probabilities);
        assertThat(StdArrays.array1dCopyOf(scores.get(i)))
            .containsExactly(probabilities[9], probabilities[8], probabilities[7]);
      }
    }
  }

  private static TFloat32 features(Images images, MinMaxScaler scaler) {
    float[] rows = new float[COUNT * 784];
    for (int i = 0; i < COUNT; i++) {
      scaler.transform(images, i, rows, i * 784);
    }
    return TFloat32.tensorOf(Shape.of(COUNT, 784), DataBuffers.of(rows, true, false));
  }

  private static TUint8 pixels(List<byte[]> images) {
    var all = new ByteArrayOutputStream();
    images.forEach(all::writeBytes);
    return TUint8.tensorOf(Shape.of(COUNT, 28, 28), DataBuffers.of(all.toByteArray(), true, false));
  }

  private static TString strings(List<byte[]> contents) {
    return TString.tensorOfBytes(NdArrays.vectorOfObjects(contents.toArray(byte[][]::new)));
  }

  private static List<byte[]> images(Images images) {
    return IntStream.range(0, images.size()).mapToObj(images::image).toList();
  }

  private static byte[] png(byte[] image) {
    return RawPng.of(28, 28, 8, RawPng.GRAY, (x, y, c) -> image[y * 28 + x] & 0xff);
  }

  private static byte[] inverted(byte[] image) {
    return RawPng.of(28, 28, 8, RawPng.GRAY, (x, y, c) -> 255 - (image[y * 28 + x] & 0xff));
  }

  private static byte[] example(byte[] file) {
    var bytes = BytesList.newBuilder().addValue(ByteString.copyFrom(file));
    var features =
        Features.newBuilder()
            .putFeature("image_bytes", Feature.newBuilder().setBytesList(bytes).build());
    return Example.newBuilder().setFeatures(features).build().toByteArray();
  }
}
