package io.github.tfestimator.cnn.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.tfestimator.checkpoint.CheckpointReader;
import io.github.tfestimator.cnn.CnnModelFn;
import io.github.tfestimator.cnn.CnnParams;
import io.github.tfestimator.cnn.data.DataSplit;
import io.github.tfestimator.cnn.data.Digits;
import io.github.tfestimator.cnn.data.Examples;
import io.github.tfestimator.cnn.data.LabeledImages;
import io.github.tfestimator.cnn.data.MinMaxScaler;
import io.github.tfestimator.cnn.data.TrainingFingerprint;
import io.github.tfestimator.estimator.Estimator;
import io.github.tfestimator.estimator.Prediction;
import io.github.tfestimator.estimator.RunConfig;
import io.github.tfestimator.estimator.Steps;
import io.github.tfestimator.hooks.Every;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Values that the report takes from the graph and from checkpoints. */
class InsideTest {
  private static final int FILTERS = 3;
  private static final int SIDE = 28;

  @TempDir static Path modelDir;
  private static ImageModel model;
  private static CheckpointReader newest;

  @BeforeAll
  static void train() {
    LabeledImages all = Digits.draw(60, 5);
    var data =
        new DataSplit(
            all.select(IntStream.range(0, 40).toArray()),
            all.select(IntStream.range(40, 60).toArray()));
    var params = CnnParams.defaults().withLayers(List.of(FILTERS, 4), List.of(8));
    model =
        new ImageModel(
            new CnnModelFn(params),
            MinMaxScaler.unit(SIDE * SIDE),
            data,
            Optional.of(TrainingFingerprint.of(data, 10, 42)));
    Estimator cnn = Estimator.of(model.modelFn(), RunConfig.in(modelDir));
    cnn.train(Examples.of(data.train(), model.scaler()).shuffledBatches(10, 42), Steps.upTo(3));
    newest = cnn.newestCheckpoint();
  }

  @Test
  void activationsAreThoseOfTheConvolution() {
    LabeledImages two = model.test().select(new int[] {3, 7});
    List<Activations> all = Activations.of(model, newest, two);
    float[] kernel = newest.floats("conv2d/kernel");
    float[] bias = newest.floats("conv2d/bias");
    for (int image = 0; image < 2; image++) {
      for (int i = 0; i < SIDE * SIDE * FILTERS; i += 7) {
        int filter = i % FILTERS;
        double sum = bias[filter];
        for (int k = 0; k < 25; k++) {
          int y = i / FILTERS / SIDE + k / 5 - 2;
          int x = i / FILTERS % SIDE + k % 5 - 2;
          if (y >= 0 && y < SIDE && x >= 0 && x < SIDE) {
            int pixel = two.images().pixel(image, y * SIDE + x);
            sum += pixel / 255.0 * kernel[k * FILTERS + filter];
          }
        }
        assertThat(all.get(image).values()[i]).isCloseTo((float) Math.max(0, sum), within(1e-5f));
      }
    }
  }

  @Test
  void theSeedGivesTheSameInitialValuesAsStepZero() throws IOException {
    float[] kept = CheckpointReader.open(modelDir.resolve("model.ckpt-0")).floats("conv2d/kernel");
    Path copy = Files.createTempDirectory(modelDir.getParent(), "copy");
    try (Stream<Path> files = Files.list(modelDir)) {
      for (Path file : files.filter(InsideTest::isNotOfStepZero).toList()) {
        Files.copy(file, copy.resolve(file.getFileName()));
      }
    }
    try (var timeline = Timeline.of(source(copy), newest)) {
      assertThat(timeline.checkpoints().keySet()).containsExactly(0L, 3L);
      assertThat(timeline.initial().orElseThrow().floats("conv2d/kernel")).isEqualTo(kept);
      assertThat(timeline.initialNote()).startsWith("as the seed gives them");
    }
  }

  private static boolean isNotOfStepZero(Path file) {
    return Files.isRegularFile(file) && !file.toString().contains("ckpt-0");
  }

  static ReportSource source(Path folder) {
    return new ReportSource(
        folder, Optional.empty(), Optional.of(model), List.of(), Optional.empty());
  }

  @Test
  void takesSomeOfManyCheckpoints(@TempDir Path folder) {
    var config = RunConfig.in(folder).withKeepCheckpointMax(0).withSaveCheckpoints(Every.steps(1));
    Estimator cnn = Estimator.of(model.modelFn(), config);
    cnn.train(Examples.of(model.train(), model.scaler()).shuffledBatches(10, 42), Steps.upTo(22));
    try (var timeline = Timeline.of(source(folder), cnn.newestCheckpoint())) {
      assertThat(timeline.checkpoints().keySet())
          .containsExactly(0L, 2L, 4L, 6L, 8L, 10L, 12L, 14L, 16L, 18L, 20L, 22L);
    }
  }

  /** The gradient of the last bias is the mean of probabilities less labels. */
  @Test
  void gradientsAreThoseOfTheBatch() {
    LabeledImages batch = model.train();
    double[] gradient = new double[10];
    try (Stream<Prediction> all =
        Estimator.of(model.modelFn(), RunConfig.in(modelDir)).predict(model.batches(batch))) {
      List<float[]> probabilities = all.map(each -> each.asFloats("probabilities")).toList();
      for (int i = 0; i < batch.size(); i++) {
        for (int k = 0; k < 10; k++) {
          int hit = batch.labels()[i] == k ? 1 : 0;
          gradient[k] += (probabilities.get(i)[k] - hit) / batch.size();
        }
      }
    }
    Arrays.sort(gradient);
    double[] quantiles = GradientSpread.of(model, newest).get("dense_1/bias");
    int[] ranks = {0, 2, 5, 7, 9};
    for (int i = 0; i < ranks.length; i++) {
      assertThat(quantiles[i]).isCloseTo(gradient[ranks[i]], within(1e-6));
    }
  }

  @Test
  void slotsAreNoWeights() {
    assertThat(Weights.names(newest))
        .contains("conv2d/kernel", "dense/bias")
        .doesNotContain("global_step");
    assertThat(Weights.quantiles(IntStream.rangeClosed(0, 100).asDoubleStream().toArray()))
        .containsExactly(5, 25, 50, 75, 95);
  }
}
