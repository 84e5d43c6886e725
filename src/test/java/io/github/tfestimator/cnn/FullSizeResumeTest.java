package io.github.tfestimator.cnn;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfestimator.QuietLog;
import io.github.tfestimator.checkpoint.VariableInfo;
import io.github.tfestimator.cnn.data.Digits;
import io.github.tfestimator.cnn.data.Examples;
import io.github.tfestimator.cnn.data.MinMaxScaler;
import io.github.tfestimator.estimator.Estimator;
import io.github.tfestimator.estimator.RunConfig;
import io.github.tfestimator.estimator.Steps;
import io.github.tfestimator.input.InputFn;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** At full size, where several threads share each sum. */
@Tag("slow")
class FullSizeResumeTest {
  /** Ends in the middle of an epoch, which has ten. */
  private static final int STEPS = 55;

  @RegisterExtension private final QuietLog log = new QuietLog();

  @TempDir private Path folder;

  @Test
  void fiftyFiveStepsAndFiftyFiveMoreAreAHundredAndTen() {
    InputFn input =
        Examples.of(Digits.draw(1_000, 42), MinMaxScaler.unit(784)).shuffledBatches(100, 42);
    Estimator atOnce = estimator("at-once");
    Estimator inTwo = estimator("in-two");
    atOnce.train(input, Steps.more(2 * STEPS));
    inTwo.train(input, Steps.more(STEPS));
    List<VariableInfo> halfWay = inTwo.newestCheckpoint().variables();
    inTwo.train(input, Steps.more(STEPS));
    assertThat(inTwo.newestCheckpoint().variables())
        .isEqualTo(atOnce.newestCheckpoint().variables())
        .isNotEqualTo(halfWay);
  }

  private Estimator estimator(String name) {
    var params = CnnParams.defaults().withRates(0.4f, 0.05f);
    return Estimator.of(new CnnModelFn(params), RunConfig.in(folder.resolve(name)));
  }
}
