package io.github.tfestimator.cnn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.github.tfestimator.QuietLog;
import io.github.tfestimator.SyntheticInput;
import io.github.tfestimator.checkpoint.VariableInfo;
import io.github.tfestimator.cnn.augment.AugmentationKind;
import io.github.tfestimator.cnn.data.ImageShape;
import io.github.tfestimator.estimator.Estimator;
import io.github.tfestimator.estimator.EstimatorSpec;
import io.github.tfestimator.estimator.Evaluation;
import io.github.tfestimator.estimator.Mode;
import io.github.tfestimator.estimator.ModelFn;
import io.github.tfestimator.estimator.RunConfig;
import io.github.tfestimator.estimator.Steps;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.Graph;

/**
 * Networks for color images of 12x9 pixels in four classes, with more layers than the tutorial's.
 */
@Tag("medium")
class CnnLayersTest {
  private static final CnnParams DEEP =
      new CnnParams(
          new ImageShape(12, 9, 3),
          4,
          List.of(3, 4, 5),
          4,
          List.of(16, 8),
          true,
          0.2f,
          Optimization.plain(OptimizerKind.ADAM, 0.01f),
          List.of(AugmentationKind.values()));
  private static final SyntheticInput TRAIN = SyntheticInput.endless(12 * 9 * 3, 4, 20);
  private static final SyntheticInput TEST = SyntheticInput.finite(12 * 9 * 3, 4, 50, 20);

  @RegisterExtension private final QuietLog log = new QuietLog();

  @TempDir private Path folder;

  @Test
  void theVariablesAreThoseOfTheLayers() {
    Estimator cnn = estimator("layers", DEEP.withBatchNorm(false));
    cnn.train(TRAIN, Steps.more(1));
    assertThat(shapes(cnn))
        .contains(
            entry("conv2d/kernel", List.of(4L, 4L, 3L, 3L)),
            entry("conv2d/bias", List.of(3L)),
            entry("conv2d_2/kernel", List.of(4L, 4L, 4L, 5L)),
            entry("dense/kernel", List.of(5L, 16L)), // 12x9, 6x4, 3x2, 1x1
            entry("dense_1/kernel", List.of(16L, 8L)),
            entry("dense_2/kernel", List.of(8L, 4L)));
  }

  @Test
  void normalizedConvolutionsHaveNoBias() {
    Estimator cnn = estimator("norm", DEEP);
    cnn.train(TRAIN, Steps.more(1));
    assertThat(shapes(cnn))
        .containsEntry("batch_normalization_2/moving_mean", List.of(5L))
        .doesNotContainKeys("conv2d/bias", "conv2d_1/bias", "conv2d_2/bias");
  }

  @Test
  void trainingMovesTheAveragesThatEvaluationUses() {
    Estimator cnn = estimator("averages", DEEP);
    cnn.train(TRAIN, Steps.more(1));
    Map<String, String> first = hashes(cnn);
    cnn.train(TRAIN, Steps.more(1));
    assertThat(hashes(cnn).get("batch_normalization/moving_mean"))
        .isNotEqualTo(first.get("batch_normalization/moving_mean"));
  }

  @Test
  void itLearnsFourClasses() {
    Estimator cnn = estimator("learns", DEEP.withAugmentation(List.of()).withRates(0, 0.01f));
    cnn.train(TRAIN, Steps.more(300));
    Evaluation result = cnn.evaluate(TEST);
    assertThat(result.accuracy()).isGreaterThan(0.9);
    assertThat(result.confusionMatrices()).containsOnlyKeys("confusion_matrix");
  }

  @Test
  void twiceFiveAugmentedStepsEndInTheBitsOfTen() {
    Estimator stopped = estimator("stopped", DEEP);
    stopped.train(TRAIN, Steps.more(5));
    stopped.train(TRAIN, Steps.more(5));
    Estimator atOnce = estimator("at-once", DEEP);
    atOnce.train(TRAIN, Steps.more(10));
    assertThat(hashes(stopped)).isEqualTo(hashes(atOnce));
    Estimator plain = estimator("plain", DEEP.withAugmentation(List.of()));
    plain.train(TRAIN, Steps.more(10));
    assertThat(hashes(plain)).isNotEqualTo(hashes(atOnce));
  }

  @Test
  void onlyTheTrainingGraphAugments() {
    Map<Mode, Set<String>> opsByMode = new EnumMap<>(Mode.class);
    var model = new CnnModelFn(DEEP);
    ModelFn recorder =
        (tf, features, labels, mode) -> {
          EstimatorSpec spec = model.apply(tf, features, labels, mode);
          Set<String> ops = new TreeSet<>();
          ((Graph) tf.scope().env()).operations().forEachRemaining(op -> ops.add(op.name()));
          opsByMode.put(mode, ops);
          return spec;
        };
    Estimator cnn = Estimator.of(recorder, RunConfig.in(folder.resolve("modes")));
    cnn.train(TRAIN, Steps.more(1));
    cnn.evaluate(TEST);
    try (var predictions = cnn.predict(TEST.unlabeled())) {
      assertThat(predictions).hasSize(50);
    }
    assertThat(opsByMode).containsOnlyKeys(Mode.TRAIN, Mode.EVAL, Mode.PREDICT);
    opsByMode.forEach(
        (mode, ops) -> {
          assertThat(ops).as("%s", mode).contains("softmax_tensor");
          assertThat(ops.stream().anyMatch(name -> name.startsWith("augment")))
              .as("%s", mode)
              .isEqualTo(mode == Mode.TRAIN);
        });
  }

  private Estimator estimator(String name, CnnParams params) {
    return Estimator.of(new CnnModelFn(params), RunConfig.in(folder.resolve(name)));
  }

  private static Map<String, List<Long>> shapes(Estimator cnn) {
    Map<String, List<Long>> shapes = new TreeMap<>();
    cnn.newestCheckpoint().variables().forEach(v -> shapes.put(v.name(), v.shape()));
    return shapes;
  }

  private static Map<String, String> hashes(Estimator cnn) {
    Map<String, String> hashes = new TreeMap<>();
    for (VariableInfo variable : cnn.newestCheckpoint().variables()) {
      hashes.put(variable.name(), variable.sha256());
    }
    return hashes;
  }
}
