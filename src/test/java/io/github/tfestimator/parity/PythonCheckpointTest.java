package io.github.tfestimator.parity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.tfestimator.QuietLog;
import io.github.tfestimator.Tensors;
import io.github.tfestimator.cnn.image.Classification;
import io.github.tfestimator.cnn.image.SavedModelClassifier;
import io.github.tfestimator.estimator.Estimator;
import io.github.tfestimator.estimator.Steps;
import io.github.tfestimator.estimator.WarmStartSettings;
import io.github.tfestimator.export.SavedModelExporter;
import io.github.tfestimator.export.SmallModel;
import io.github.tfestimator.hooks.RunContext;
import io.github.tfestimator.hooks.RunValues;
import io.github.tfestimator.hooks.SessionRunHook;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A model directory of Python's Estimator is one of ours; also if its variables are float64, as
 * they are when its features were.
 */
@Tag("medium")
class PythonCheckpointTest {
  @RegisterExtension private final QuietLog log = new QuietLog();

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"float32", "float64"})
  void isEvaluatedAsPythonDoes(String type) throws IOException {
    Estimator estimator = PythonFiles.estimator(PythonFiles.copy(type, folder.resolve("model")));
    PythonFiles.said(type).assertSaidOf(estimator.evaluate(PythonFiles.testBatches()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"float32", "float64"})
  void isPredictedWithAsPythonDoes(String type) throws IOException {
    Estimator estimator = PythonFiles.estimator(PythonFiles.folder(type));
    PythonFiles.said(type).assertSaidOf(estimator.predict(PythonFiles.testBatches()).toList());
  }

  @ParameterizedTest
  @ValueSource(strings = {"float32", "float64"})
  void isTrainedFurtherAsPythonDoes(String type) throws IOException {
    Path modelDir = PythonFiles.copy(type, folder.resolve("model"));
    var losses = new Losses();
    long reached =
        PythonFiles.estimator(modelDir)
            .train(PythonFiles.nextBatches(), Steps.more(PythonFiles.NEXT_STEPS), losses);
    assertThat(reached).isEqualTo(PythonFiles.STEP + PythonFiles.NEXT_STEPS);
    assertThat(losses.values.stream().mapToDouble(Float::doubleValue).toArray())
        .containsExactly(PythonFiles.said(type).nextLosses(), within(PythonFiles.TOLERANCE));
    String checkpoint = "model.ckpt-" + reached;
    assertSame(
        PythonFiles.weights(modelDir.resolve(checkpoint)),
        PythonFiles.weights(PythonFiles.folder(type).resolve("next").resolve(checkpoint)),
        PythonFiles.TOLERANCE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"float32", "float64"})
  void isExportedAndServesAsPythonDoes(String type) throws IOException {
    Path exported =
        SavedModelExporter.of(SmallModel.PIXELS)
            .export(PythonFiles.estimator(PythonFiles.folder(type)), folder.resolve("out"));
    var test = PythonFiles.test().images();
    List<byte[]> images = IntStream.range(0, test.size()).mapToObj(test::image).toList();
    try (var classifier = SavedModelClassifier.load(exported)) {
      List<Classification> answers = classifier.classifyPixels(images);
      PythonFiles.said(type)
          .assertSaidOf(
              answers.stream().map(Classification::classId).toList(),
              answers.stream().map(Classification::probabilities).toList());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"float32", "float64"})
  void anotherTrainingCanBeginWithItsWeights(String type) throws IOException {
    Path source = PythonFiles.folder(type);
    Path modelDir = folder.resolve("model");
    PythonFiles.estimator(modelDir)
        .warmStartedFrom(WarmStartSettings.from(source))
        .train(PythonFiles.nextBatches(), Steps.more(1));
    assertSame(
        PythonFiles.weights(modelDir.resolve("model.ckpt-0")),
        PythonFiles.weights(source.resolve("model.ckpt-" + PythonFiles.STEP)),
        0);
  }

  @Test
  void roundingIsWarnedOf() {
    Path source = PythonFiles.folder("float64");
    PythonFiles.estimator(source).predict(PythonFiles.testBatches()).toList();
    assertThat(log.lines().all())
        .contains(
            source.resolve("model.ckpt-100")
                + " has float64 variables, as Python makes them of float64 features. Rounded to the"
                + " model's float32: conv2d/bias, conv2d/kernel, conv2d_1/bias, conv2d_1/kernel,"
                + " dense/bias, dense/kernel, dense_1/bias, dense_1/kernel. A training saves them as"
                + " float32: Python goes on from there with features of float32, as by"
                + " x.astype(numpy.float32).");
  }

  @Test
  void nothingIsSaidWhereNothingIsRounded() {
    Path source = PythonFiles.folder("float32");
    PythonFiles.estimator(source).predict(PythonFiles.testBatches()).toList();
    PythonFiles.estimator(folder.resolve("model"))
        .warmStartedFrom(WarmStartSettings.from(source))
        .train(PythonFiles.nextBatches(), Steps.more(1));
    assertThat(log.lines().all()).noneMatch(line -> line.contains("float64"));
  }

  private static void assertSame(
      Map<String, float[]> actual, Map<String, float[]> expected, double tolerance) {
    assertThat(actual).containsOnlyKeys(Formula.VARIABLES);
    expected.forEach(
        (name, values) ->
            assertThat(Tensors.exact(actual.get(name)))
                .as(name)
                .containsExactly(Tensors.exact(values), within(tolerance)));
  }

  /** Each step's loss. */
  private static final class Losses implements SessionRunHook {
    private final List<Float> values = new ArrayList<>();

    @Override
    public void afterRun(RunContext context, RunValues run) {
      values.add(run.loss());
    }
  }
}
