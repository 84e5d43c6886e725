package io.github.tfestimator.cnn.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.tfestimator.cnn.Calibration;
import java.util.Collections;
import org.junit.jupiter.api.Test;

class TemperatureTest {
  /** Of answers that are all right the least temperature is the best, whatever it is. */
  @Test
  void warnsAtTheBoundsOfTheSearch() {
    assertThat(fit(0.9f, 0).warning().orElseThrow())
        .startsWith("The temperature is the least that is tried, as nearly all of the 10 images");
    assertThat(fit(0.9f, 1).warning().orElseThrow())
        .startsWith("The temperature is the highest that is tried, as few of the 10 images");
  }

  @Test
  void warnsOfNothingBetween() {
    assertThat(new Temperature(1.2f, 10, 0, 0).warning()).isEmpty();
  }

  @Test
  void errorsOfCalibrationAreFinite() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Temperature(1.2f, 10, Double.NaN, 0))
        .withMessage("the calibration errors (NaN, 0.0) must be finite");
  }

  private static Temperature fit(float first, int label) {
    var answers = Collections.nCopies(20, new float[] {first, 1 - first});
    return Temperature.fit(
        new Calibration(
            answers, Collections.nCopies(20, label).stream().mapToInt(i -> i).toArray()));
  }
}
