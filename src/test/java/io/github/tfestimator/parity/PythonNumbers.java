package io.github.tfestimator.parity;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfestimator.cnn.CnnParams;

/**
 * Numbers that Python computed, and the distance that ours may have from them.
 *
 * <p>Both run float32 kernels, of TensorFlow 2.15 there and 2.18 here, which sum up in different
 * orders.
 */
final class PythonNumbers {
  /** Of the largest value: logits, probabilities, losses, gradients, norms. */
  private static final double COMPUTED = 1e-5;

  /** Of the largest distance that a weight of the variable has moved in one step. */
  private static final double MOVED = 1e-5;

  /**
   * The same in 10 and in 100 steps. Where two values of a pooling window differ in the last bit
   * alone, or one before a ReLU is zero but for it, rounding decides where the gradient goes, and
   * steps add that up: Python differs from itself by up to 1.1e-3 after 100 steps if one weight of
   * the start is moved to the next float ({@code scripts/parity/one_bit.py}).
   */
  private static final double MOVED_FAR = 5e-3;

  private final Npz numbers;

  private PythonNumbers(Npz numbers) {
    this.numbers = numbers;
  }

  static PythonNumbers of(String fixture) {
    return new PythonNumbers(Npz.resource(fixture));
  }

  void assertComputed(String key, float... actual) {
    double[] expected = numbers.get(key);
    assertThat(largestDifference(actual, expected) / largest(expected))
        .as("largest difference of %s, as a part of the largest value", key)
        .isLessThanOrEqualTo(COMPUTED);
  }

  void assertComputed(String key, Sample actual) {
    assertComputed(key + "/values", actual.values());
    assertSums(key, actual);
  }

  /** A weight may also be rounded the other way. */
  void assertMoved(String rate, int steps, String variable, Sample actual) {
    String key = "%s/after-%d/%s".formatted(rate, steps, variable);
    double[] expected = numbers.get(key + "/values");
    var shape = Formula.shapes(CnnParams.defaults()).get(variable);
    float[] start = Sample.of(variable, Formula.weight(variable, shape)).values();
    double movement = largestDifference(start, expected);
    double rounding = Math.ulp((float) largest(expected));
    assertThat((largestDifference(actual.values(), expected) - rounding) / movement)
        .as("largest difference of %s, as a part of the largest movement", key)
        .isLessThanOrEqualTo(steps == 1 ? MOVED : MOVED_FAR);
    assertSums(key, actual);
  }

  private void assertSums(String key, Sample actual) {
    double[] expected = numbers.get(key + "/sums");
    for (int i = 0; i < expected.length; i++) {
      // A sum of both signs may be nearly zero: it is held against the sum of absolute values.
      double scale = i == 0 ? expected[1] : expected[i];
      assertThat(Math.abs(actual.sums()[i] - expected[i]) / scale)
          .as("difference of %s/sums[%d]", key, i)
          .isLessThanOrEqualTo(COMPUTED);
    }
  }

  private static double largestDifference(float[] actual, double[] expected) {
    assertThat(actual).hasSameSizeAs(expected);
    double largest = 0;
    for (int i = 0; i < actual.length; i++) {
      largest = Math.max(largest, Math.abs(actual[i] - expected[i]));
    }
    return largest;
  }

  private static double largest(double[] values) {
    return largestDifference(new float[values.length], values);
  }
}
