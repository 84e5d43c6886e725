package io.github.tfestimator.cnn.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonObject;
import io.github.tfestimator.cnn.data.Images;
import io.github.tfestimator.cnn.data.LabeledImages;
import io.github.tfestimator.cnn.data.MinMaxScaler;
import io.github.tfestimator.cnn.image.Classification;
import io.github.tfestimator.cnn.image.SavedModelClassifier;
import io.github.tfestimator.estimator.Prediction;
import io.github.tfestimator.estimator.SessionConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tutorial's network at its full size, evaluated on the real MNIST: about a minute each. */
@Tag("slow")
class RealMnistTest {
  @TempDir Path folder;
  private String mnist;

  @BeforeEach
  void needsMnist() {
    mnist = System.getenv("MNIST_DIR");
    assumeTrue(mnist != null, "needs the real MNIST: set MNIST_DIR to the folder of its files");
  }

  @Test
  void learnsMnistByTheRecipeFastAndExportsWhatItLearned() {
    Program.done("train", "--recipe", "fast", "--data", mnist, "--model-dir", folder, "--quiet");
    JsonObject result = evaluate();
    assertThat(result.get("examples").getAsLong()).isEqualTo(14_000);
    assertThat(result.get("global_step").getAsLong()).isEqualTo(600);
    assertThat(result.get("accuracy").getAsDouble()).isGreaterThanOrEqualTo(0.988);
    assertExportGivesTheSameBits();
  }

  @Test
  void readsMnistHavingSeenDrawnDigitsOnly() {
    List<Object> args = new ArrayList<>(List.of("train", "--data", "digits"));
    args.addAll(List.of("--model-dir", folder, "--learning-rate", "0.05", "--quiet"));
    args.addAll(List.of("--batch-size", "50", "--max-steps", "800"));
    Program.done(args.toArray());
    assertThat(evaluate().get("accuracy").getAsDouble()).isGreaterThanOrEqualTo(0.80);
  }

  private JsonObject evaluate() {
    return Program.done("evaluate", "--model-dir", folder, "--data", mnist, "--json").json().get(0);
  }

  private void assertExportGivesTheSameBits() {
    LabeledImages test =
        ModelSettings.read(folder)
            .source()
            .load()
            .test()
            .select(IntStream.range(0, 1_000).toArray());
    var out = Program.done("export", "--model-dir", folder, "--export-dir", folder.resolve("out"));
    List<Prediction> expected =
        new Workflow(console(), SessionConfig.defaults()).predict(folder, test.images(), 128);
    try (var classifier = SavedModelClassifier.load(Path.of(out.out().strip()))) {
      // In the batches that the estimator was given: sums of other batches may round otherwise.
      for (int from = 0; from < 1_000; from += 128) {
        int to = Math.min(1_000, from + 128);
        List<byte[]> pixels = IntStream.range(from, to).mapToObj(test.images()::image).toList();
        assertSame(classifier.classifyPixels(pixels), expected, from);
        assertSame(classifier.classifyFeatures(scaled(test.images(), from, to)), expected, from);
      }
    }
  }

  private List<float[]> scaled(Images images, int from, int to) {
    MinMaxScaler scaler = ModelSettings.read(folder).fittedScaler();
    List<float[]> features = new ArrayList<>();
    for (int i = from; i < to; i++) {
      float[] x = new float[784];
      scaler.transform(images, i, x, 0);
      features.add(x);
    }
    return features;
  }

  private static void assertSame(List<Classification> actual, List<Prediction> expected, int from) {
    for (int i = 0; i < actual.size(); i++) {
      Prediction prediction = expected.get(from + i);
      assertThat(actual.get(i).classId()).isEqualTo(prediction.asLong("classes"));
      assertThat(actual.get(i).probabilities())
          .as("image %d", from + i)
          .containsExactly(prediction.asFloats("probabilities"));
    }
  }

  private static Console console() {
    return new Console(System.out, System.err, false);
  }
}
