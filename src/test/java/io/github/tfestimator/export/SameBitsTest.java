package io.github.tfestimator.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.tfestimator.data.Digits;
import io.github.tfestimator.data.Examples;
import io.github.tfestimator.data.Images;
import io.github.tfestimator.data.LabeledImages;
import io.github.tfestimator.data.MinMaxScaler;
import io.github.tfestimator.data.Mnist;
import io.github.tfestimator.estimator.Estimator;
import io.github.tfestimator.estimator.Prediction;
import io.github.tfestimator.serving.Classification;
import io.github.tfestimator.serving.SavedModelClassifier;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The SavedModel, loaded again, says what the estimator says of 1,000 pictures, bit for bit. */
class SameBitsTest {
  private static final int COUNT = 1_000;

  @TempDir Path folder;

  @Test
  void ofDrawnDigitsWithAFittedScaler() {
    // Drawn otherwise than the test set: some of its pixels come out above 1.
    MinMaxScaler scaler = MinMaxScaler.fit(Digits.draw(100, 5).images());
    assertSameBits(scaler, Digits.draw(COUNT, 9));
  }

  @Test
  void ofDrawnDigitsDividedBy255() {
    assertSameBits(MinMaxScaler.unit(784), Digits.draw(COUNT, 9));
  }

  @Test
  void ofTheRealMnistWithAFittedScaler() {
    String mnist = System.getenv("MNIST_DIR");
    assumeTrue(mnist != null, "needs the real MNIST: set MNIST_DIR to the folder of its files");
    var data = Mnist.read(Path.of(mnist));
    LabeledImages test = data.test().select(IntStream.range(0, COUNT).toArray());
    assertSameBits(MinMaxScaler.fit(data.train().images()), test);
  }

  private void assertSameBits(MinMaxScaler scaler, LabeledImages test) {
    Estimator estimator = SmallModel.train(folder.resolve("model"), scaler);
    Path exported =
        SavedModelExporter.of(new PictureInputFn(scaler)).export(estimator, folder.resolve("out"));
    List<Prediction> expected =
        estimator.predict(Examples.of(test.images(), scaler).batches(COUNT));
    try (var classifier = SavedModelClassifier.load(exported)) {
      assertSame(classifier.classifyFeatures(scaled(test.images(), scaler)), expected);
      assertSame(classifier.classifyPixels(pixels(test.images())), expected);
    }
  }

  private static void assertSame(List<Classification> found, List<Prediction> expected) {
    assertThat(found).hasSize(COUNT);
    for (int i = 0; i < COUNT; i++) {
      assertThat(found.get(i).classId()).isEqualTo(expected.get(i).asLong("classes"));
      // Arrays of floats are compared as their bits are, but for NaN, which no softmax gives here.
      assertThat(found.get(i).probabilities())
          .as("picture %d", i)
          .containsExactly(expected.get(i).asFloats("probabilities"));
    }
  }

  private static List<float[]> scaled(Images images, MinMaxScaler scaler) {
    List<float[]> rows = new ArrayList<>();
    for (int i = 0; i < images.size(); i++) {
      float[] row = new float[784];
      scaler.transform(images, i, row, 0);
      rows.add(row);
    }
    return rows;
  }

  private static List<byte[]> pixels(Images images) {
    return IntStream.range(0, images.size()).mapToObj(images::picture).toList();
  }
}
