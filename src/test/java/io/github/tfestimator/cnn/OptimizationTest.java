package io.github.tfestimator.cnn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.tfestimator.QuietLog;
import io.github.tfestimator.SyntheticInput;
import io.github.tfestimator.estimator.Estimator;
import io.github.tfestimator.estimator.RunConfig;
import io.github.tfestimator.estimator.Steps;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A small network whose weights are moved in other ways than the tutorial's. */
@Tag("medium")
class OptimizationTest {
  private static final SyntheticInput TRAIN = SyntheticInput.endless(784, 10, 20);
  private static final SyntheticInput TEST = SyntheticInput.finite(784, 10, 200, 64);

  @RegisterExtension private final QuietLog log = new QuietLog();

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"none", "ema:0.5", "from:20"})
  void itLearnsWithAllOfIt(String averages) {
    var way =
        new Optimization(
            OptimizerKind.NESTEROV,
            0.05f,
            RateDecay.parse("linear:120:0.1"),
            10,
            0.9f,
            0,
            0.01f,
            0.1f,
            Averages.parse(averages));
    Estimator cnn = estimator(way);
    cnn.train(TRAIN, Steps.more(1));
    double before = cnn.evaluate(TEST).loss();
    cnn.train(TRAIN, Steps.more(120));
    assertThat(cnn.evaluate(TEST).loss()).isLessThan(before / 2);
  }

  @Test
  void aMeanOfOneStepIsItsWeights() {
    double plain = lossAfterTenSteps(way(0, "none"));
    assertThat(lossAfterTenSteps(way(0, "from:9"))).isCloseTo(plain, within(1e-4));
    assertThat(lossAfterTenSteps(way(0, "from:0"))).isNotCloseTo(plain, within(1e-3));
    assertThat(lossAfterTenSteps(way(0, "ema:0.9"))).isNotCloseTo(plain, within(1e-3));
  }

  @Test
  void adamMovesByItsBeta2() {
    double usual = lossAfterTenSteps(Optimization.plain(OptimizerKind.ADAM, 0.01f));
    assertThat(lossAfterTenSteps(way(0, "none"))).isEqualTo(usual);
    assertThat(lossAfterTenSteps(way(0.9f, 0, "none"))).isNotCloseTo(usual, within(1e-3));
  }

  @Test
  void smoothedLabelsCountInTrainingAlone() {
    Estimator cnn = estimator(way(0.5f, "none"));
    cnn.train(TRAIN, Steps.more(400));
    // Training to the smoothed labels leaves the probability of the label at 0.55.
    assertThat(Math.exp(-cnn.evaluate(TEST).loss())).isCloseTo(0.55, within(0.08));
  }

  private double lossAfterTenSteps(Optimization way) {
    Estimator cnn = estimator(way);
    cnn.train(TRAIN, Steps.more(10));
    return cnn.evaluate(TEST).loss();
  }

  private static Optimization way(float smoothing, String averages) {
    return way(0.999f, smoothing, averages);
  }

  private static Optimization way(float beta2, float smoothing, String averages) {
    var means = Averages.parse(averages);
    return new Optimization(
        OptimizerKind.ADAM, 0.01f, RateDecay.NONE, 0, 0.9f, beta2, 0, smoothing, means);
  }

  private Estimator estimator(Optimization way) {
    var params =
        CnnParams.defaults()
            .withLayers(List.of(3, 4), List.of(8))
            .withRates(0, 1)
            .withOptimization(way);
    Path modelDir = folder.resolve(String.valueOf(System.nanoTime()));
    return Estimator.of(new CnnModelFn(params), RunConfig.in(modelDir));
  }
}
