package io.github.tfestimator.cnn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfestimator.QuietLog;
import io.github.tfestimator.cnn.data.Digits;
import io.github.tfestimator.cnn.data.Examples;
import io.github.tfestimator.cnn.data.MinMaxScaler;
import io.github.tfestimator.estimator.Estimator;
import io.github.tfestimator.estimator.RunConfig;
import io.github.tfestimator.estimator.Steps;
import io.github.tfestimator.hooks.Every;
import io.github.tfestimator.hooks.NanLossDuringTrainingException;
import io.github.tfestimator.input.InputFn;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** At full size, where a learning rate that is much too high ends in no numbers at all. */
class FullSizeDivergenceTest {
  @RegisterExtension private final QuietLog log = new QuietLog();

  @TempDir private Path modelDir;

  @Test
  void aRateOfAMillionLeavesAFiniteCheckpoint() {
    InputFn input =
        Examples.of(Digits.draw(200, 42), MinMaxScaler.unit(784)).shuffledBatches(20, 42);
    var reckless = new CnnModelFn(CnnParams.defaults().withRates(0.4f, 1e6f));
    var model = Estimator.of(reckless, RunConfig.in(modelDir).withSaveCheckpoints(Every.steps(1)));
    assertThatThrownBy(() -> model.train(input, Steps.more(50)))
        .isInstanceOf(NanLossDuringTrainingException.class)
        .hasMessageContaining("try a lower learning rate");
    assertThat(model.newestCheckpoint().isFinite()).isTrue();
  }
}
