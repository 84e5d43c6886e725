package io.github.tfestimator.cnn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfestimator.QuietLog;
import io.github.tfestimator.SyntheticInput;
import io.github.tfestimator.checkpoint.VariableInfo;
import io.github.tfestimator.estimator.Estimator;
import io.github.tfestimator.estimator.RunConfig;
import io.github.tfestimator.estimator.Steps;
import io.github.tfestimator.hooks.NanLossDuringTrainingException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A small network of the same kind, trained, with dropout. */
@Tag("medium")
class CnnTrainingTest {
  private static final CnnParams SMALL =
      CnnParams.defaults().withLayers(List.of(3, 4), List.of(8)).withRates(0.4f, 0.1f);
  private static final SyntheticInput TRAIN = SyntheticInput.endless(784, 10, 20);

  @RegisterExtension private final QuietLog log = new QuietLog();

  @Test
  void twiceTenStepsEndInTheBitsOfTwenty(@TempDir Path twice, @TempDir Path once) {
    Estimator stopped = estimator(twice);
    stopped.train(TRAIN, Steps.more(10));
    stopped.train(TRAIN, Steps.more(10));
    estimator(once).train(TRAIN, Steps.more(20));
    assertThat(variables(twice)).isEqualTo(variables(once));
  }

  @Test
  void itLearns(@TempDir Path modelDir) {
    var test = SyntheticInput.finite(784, 10, 200, 64);
    Estimator cnn = estimator(modelDir);
    cnn.train(TRAIN, Steps.more(1));
    double before = cnn.evaluate(test).loss();
    cnn.train(TRAIN, Steps.more(200));
    assertThat(cnn.evaluate(test).loss()).isLessThan(before / 2);
  }

  @Test
  void aLearningRateFarTooHighDiverges(@TempDir Path modelDir) {
    var params =
        CnnParams.defaults()
            .withLayers(List.of(3, 4), List.of(8))
            .withRates(0.4f, 1e20f); // at 1e6 all units die, and the loss stays a number
    Estimator reckless = Estimator.of(new CnnModelFn(params), RunConfig.in(modelDir));
    assertThatThrownBy(() -> reckless.train(TRAIN, Steps.more(100)))
        .isInstanceOf(NanLossDuringTrainingException.class);
    assertThat(reckless.evaluate(SyntheticInput.finite(784, 10, 20, 20)).loss()).isFinite();
  }

  private static Estimator estimator(Path modelDir) {
    return Estimator.of(new CnnModelFn(SMALL), RunConfig.in(modelDir));
  }

  private static List<VariableInfo> variables(Path modelDir) {
    return estimator(modelDir).newestCheckpoint().variables();
  }
}
