package io.github.tfestimator.cnn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CalibrationTest {
  /** Labels drawn by the probabilities of some logits; predictions that are surer by a factor. */
  private static Calibration overconfident(double factor, int count) {
    var random = new Random(3);
    List<float[]> predictions = new ArrayList<>();
    int[] labels = new int[count];
    for (int i = 0; i < count; i++) {
      double[] logits = random.doubles(4, -2, 2).toArray();
      double[] honest = softmax(logits, 1);
      double at = random.nextDouble();
      while (at >= honest[labels[i]] && labels[i] < 3) {
        at -= honest[labels[i]++];
      }
      double[] sure = softmax(logits, factor);
      predictions.add(
          new float[] {(float) sure[0], (float) sure[1], (float) sure[2], (float) sure[3]});
    }
    return new Calibration(predictions, labels);
  }

  private static double[] softmax(double[] logits, double factor) {
    double sum = 0;
    double[] values = new double[logits.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = Math.exp(factor * logits[i]);
      sum += values[i];
    }
    for (int i = 0; i < values.length; i++) {
      values[i] /= sum;
    }
    return values;
  }

  @Test
  void theTemperatureTakesBackTheSurplus() {
    var calibration = overconfident(2.5, 20_000);
    float temperature = calibration.temperature();
    assertThat(temperature).isCloseTo(2.5f, within(0.1f));
    assertThat(calibration.expectedCalibrationError(1)).isGreaterThan(0.1);
    assertThat(calibration.expectedCalibrationError(temperature)).isLessThan(0.02);
  }

  @Test
  void noOtherTemperatureHasALowerLoss() {
    var calibration = overconfident(0.7, 2_000);
    double least = calibration.loss(calibration.temperature());
    for (double t = 0.06; t < 19; t *= 1.01) {
      assertThat(calibration.loss(t)).isGreaterThanOrEqualTo(least);
    }
  }

  /** By hand: three answers of 0.9, two of them right; one of 0.6, wrong. */
  @Test
  void theErrorIsTheMeanOverTheBins() {
    float[] sure = {0.9f, 0.1f};
    var calibration =
        new Calibration(
            List.of(sure, sure, sure, new float[] {0.4f, 0.6f}), new int[] {0, 0, 1, 0});
    assertThat(calibration.expectedCalibrationError(1))
        .isCloseTo((Math.abs(2.7 - 2) + 0.6) / 4, within(1e-6));
    List<Calibration.Bin> bins = calibration.reliability(1);
    assertThat(bins).hasSize(15);
    assertThat(bins.get(13).examples()).isEqualTo(3);
    assertThat(bins.get(13).confidence()).isCloseTo(0.9, within(1e-6));
    assertThat(bins.get(13).accuracy()).isCloseTo(2 / 3.0, within(1e-6));
    assertThat(bins.get(9).examples()).isEqualTo(1);
    assertThat(bins.get(0)).isEqualTo(new Calibration.Bin(0, 0, 0));
    assertThat(calibration.loss(1))
        .isCloseTo(-(2 * Math.log(0.9) + Math.log(0.1) + Math.log(0.4)) / 4, within(1e-6));
  }

  @Test
  void countsMustAgree() {
    assertThatThrownBy(() -> new Calibration(List.of(new float[2]), new int[2]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("1 predictions and 2 labels must be equally many, and one or more");
  }
}
