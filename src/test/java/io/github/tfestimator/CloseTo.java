package io.github.tfestimator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;

/** Comparisons of computed numbers with those of an oracle. */
public final class CloseTo {
  private CloseTo() {}

  /**
   * Each number differs from the oracle's by at most a part of the oracle's largest one. Numbers
   * that are all zero compare nothing and are refused.
   */
  public static void assertClose(String what, float[] actual, double[] expected, double part) {
    double scale = Arrays.stream(expected).map(Math::abs).max().orElse(0);
    assertThat(scale).as("largest of the expected %s", what).isPositive().isFinite();
    assertThat(actual).as(what).hasSameSizeAs(expected);
    for (int i = 0; i < actual.length; i++) {
      assertThat((double) actual[i])
          .as("%s[%d]", what, i)
          .isCloseTo(expected[i], within(part * scale));
    }
  }
}
