package io.github.tfestimator.cnn.cli;

import io.github.tfestimator.cnn.Calibration;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The number that a model's logits are divided by, so that its probabilities say how often it is
 * right.
 *
 * @param value the temperature, above 0
 * @param images how many images it was fitted on, and measured on as many others
 * @param errorBefore the expected calibration error of the others without a temperature
 * @param errorAfter their error with it
 */
record Temperature(float value, int images, double errorBefore, double errorAfter) {
  /** Checks the value. */
  Temperature {
    if (!(value > 0 && value < Float.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "the temperature (" + value + ") must be a positive, finite number");
    }
    if (!Double.isFinite(errorBefore) || !Double.isFinite(errorAfter)) {
      throw new IllegalArgumentException(
          "the calibration errors (%s, %s) must be finite".formatted(errorBefore, errorAfter));
    }
  }

  /**
   * Fits a temperature on every second image, and measures it on the others.
   *
   * @param all the predictions of images that the model wasn't trained on
   */
  static Temperature fit(Calibration all) {
    Calibration fitted = all.select(IntStream.range(0, all.size()).filter(i -> i % 2 == 0));
    Calibration odd = all.select(IntStream.range(0, all.size()).filter(i -> i % 2 == 1));
    float value = fitted.temperature();
    return new Temperature(
        value, fitted.size(), odd.expectedCalibrationError(1), odd.expectedCalibrationError(value));
  }

  /** Returns a warning if the loss still fell where the search ended. */
  Optional<String> warning() {
    boolean isLeast = value < Calibration.MIN_TEMPERATURE * 1.001;
    boolean isHighest = value > Calibration.MAX_TEMPERATURE * 0.999;
    if (!isLeast && !isHighest) {
      return Optional.empty();
    }
    return Optional.of(
        String.format(
            Locale.ROOT,
            "The temperature is the %s that is tried, as %s of the %d images are classified correctly: calibrate with more test data.",
            isLeast ? "least" : "highest",
            isLeast ? "nearly all" : "few",
            images));
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "temperature %.3f, fitted on %d images; expected calibration error of others: %.4f before, %.4f after",
        value,
        images,
        errorBefore,
        errorAfter);
  }
}
