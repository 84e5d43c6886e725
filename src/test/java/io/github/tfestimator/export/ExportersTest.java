package io.github.tfestimator.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfestimator.QuietLog;
import io.github.tfestimator.checkpoint.CheckpointReader;
import io.github.tfestimator.cnn.CnnModelFn;
import io.github.tfestimator.cnn.CnnParams;
import io.github.tfestimator.cnn.data.Digits;
import io.github.tfestimator.cnn.data.Examples;
import io.github.tfestimator.cnn.data.LabeledImages;
import io.github.tfestimator.cnn.data.MinMaxScaler;
import io.github.tfestimator.cnn.image.SavedModelClassifier;
import io.github.tfestimator.estimator.Estimator;
import io.github.tfestimator.estimator.EvalSpec;
import io.github.tfestimator.estimator.Evaluation;
import io.github.tfestimator.estimator.Exporter;
import io.github.tfestimator.estimator.RunConfig;
import io.github.tfestimator.estimator.Steps;
import io.github.tfestimator.estimator.TrainSpec;
import io.github.tfestimator.hooks.Every;
import io.github.tfestimator.input.InputFn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Exports that are written and kept while a network is trained on drawn digits. */
@Tag("medium")
class ExportersTest {
  private static final MinMaxScaler SCALER = MinMaxScaler.unit(784);
  private static final LabeledImages DIGITS = Digits.draw(50, 1);

  @RegisterExtension private final QuietLog log = new QuietLog();

  @TempDir private Path modelDir;

  @Test
  void latestExportsEachEvaluationAndKeepsTheNewest() throws IOException {
    train(7, new LatestExporter("latest", SavedModelExporter.of(SmallModel.FEATURES), 3));
    assertThat(steps("latest")).containsExactly(5L, 6L, 7L);
    assertThat(log.lines().startingWith("SavedModel written to: ")).hasSize(7);
  }

  @Test
  void latestAndBestKeepFiveUnlessToldOtherwise() {
    assertThat(new LatestExporter("a", SavedModelExporter.of(SmallModel.FEATURES)).keepExports())
        .isEqualTo(5);
    assertThat(new BestExporter("a", SavedModelExporter.of(SmallModel.FEATURES)).keepExports())
        .isEqualTo(5);
    assertThatThrownBy(
            () -> new LatestExporter("a", SavedModelExporter.of(SmallModel.FEATURES), -1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("keepExports (-1) must be 0 or more");
  }

  @Test
  void finalExportsTheLastCheckpointAlone() throws IOException {
    train(3, new FinalExporter("final", SavedModelExporter.of(SmallModel.FEATURES)));
    assertThat(steps("final")).containsExactly(3L);
  }

  @Test
  void anExportHasTheBitsOfItsCheckpoint() throws IOException {
    Estimator estimator =
        train(3, new LatestExporter("latest", SavedModelExporter.of(SmallModel.PIXELS)));
    for (Path version : versions("latest")) {
      CheckpointReader exported = variables(version);
      Path checkpoint = modelDir.resolve("model.ckpt-" + exported.globalStep());
      assertThat(exported.variables()).isEqualTo(CheckpointReader.open(checkpoint).variables());
    }
    List<byte[]> images = IntStream.range(0, 50).mapToObj(DIGITS.images()::image).toList();
    var predictions = estimator.predict(test()).toList();
    try (var classifier = SavedModelClassifier.load(modelDir.resolve("export/latest"))) {
      var classified = classifier.classifyPixels(images);
      for (int i = 0; i < 50; i++) {
        assertThat(classified.get(i).probabilities())
            .containsExactly(predictions.get(i).asFloats("probabilities"));
      }
    }
  }

  @Test
  void bestExportsWhatHasTheLowestLossSoFar() throws IOException {
    train(
        6, new BestExporter("best", SavedModelExporter.of(SmallModel.FEATURES)).withKeepExports(0));
    List<Double> losses =
        log.lines().startingWith("Saving dict for global step").stream()
            .map(line -> Double.parseDouble(line.replaceFirst(".*, loss = ", "")))
            .toList();
    List<Long> expected =
        IntStream.range(0, 6)
            .filter(i -> losses.subList(0, i).stream().allMatch(loss -> losses.get(i) < loss))
            .mapToObj(i -> i + 1L)
            .toList();
    assertThat(steps("best")).isEqualTo(expected).hasSizeGreaterThan(1);
  }

  @Test
  void bestIsRememberedByAnotherProcess() throws IOException {
    var best = new BestExporter("best", SavedModelExporter.of(SmallModel.FEATURES));
    train(4, best);
    List<Long> before = steps("best");
    Evaluation good = estimator(0.1f).evaluate(test());

    // The same digits with wrong labels: each step makes the model worse.
    InputFn wrong = mislabeled().shuffledBatches(10, 1);
    var result =
        estimator(0.5f)
            .trainAndEvaluate(
                TrainSpec.of(wrong, Steps.upTo(8)),
                evaluating(new BestExporter("best", SavedModelExporter.of(SmallModel.FEATURES))));
    assertThat(result.evaluation().orElseThrow().loss()).isGreaterThan(good.loss());
    assertThat(result.exports()).isEmpty();
    assertThat(steps("best")).isEqualTo(before);
  }

  private Estimator train(long steps, Exporter exporter) {
    Estimator estimator = estimator(0.1f);
    InputFn digits = Examples.of(DIGITS, SCALER).shuffledBatches(10, 1);
    estimator.trainAndEvaluate(TrainSpec.of(digits, Steps.upTo(steps)), evaluating(exporter));
    return estimator;
  }

  private Estimator estimator(float learningRate) {
    var model =
        new CnnModelFn(
            CnnParams.defaults().withLayers(List.of(3, 4), List.of(8)).withRates(0, learningRate));
    var config = RunConfig.in(modelDir).withSaveCheckpoints(Every.steps(1));
    return Estimator.of(model, config);
  }

  private static EvalSpec evaluating(Exporter exporter) {
    return EvalSpec.of(test()).withThrottle(Duration.ZERO).withExporters(exporter);
  }

  private static InputFn test() {
    return Examples.of(DIGITS, SCALER).batches(50);
  }

  private static Examples mislabeled() {
    int[] labels = IntStream.of(DIGITS.labels()).map(label -> (label + 1) % 10).toArray();
    return Examples.of(new LabeledImages(DIGITS.images(), labels), SCALER);
  }

  /** Returns the steps of an exporter's versions, in the versions' order. */
  private List<Long> steps(String exporter) throws IOException {
    return versions(exporter).stream().map(version -> variables(version).globalStep()).toList();
  }

  private List<Path> versions(String exporter) throws IOException {
    try (Stream<Path> listing = Files.list(modelDir.resolve("export").resolve(exporter))) {
      return listing.filter(Files::isDirectory).sorted().toList();
    }
  }

  private static CheckpointReader variables(Path version) {
    return CheckpointReader.open(version.resolve("variables").resolve("variables"));
  }
}
