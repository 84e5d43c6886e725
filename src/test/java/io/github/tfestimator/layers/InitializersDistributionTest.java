package io.github.tfestimator.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.tfestimator.Tensors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;

/** Random initial values against mean, deviation, limits and kurtosis of their distributions. */
class InitializersDistributionTest {
  /** Fans: 9 * 40 = 360 inputs, 9 * 60 = 540 outputs. */
  private static final Shape KERNEL = Shape.of(3, 3, 40, 60);

  private static final int SIZE = 21_600;
  private static final double UNIFORM_KURTOSIS = 9 / 5.0;
  private static final double NORMAL_KURTOSIS = 3;

  /** Of a normal distribution that is cut at two deviations: variance 0.7737, fourth moment. */
  private static final double CUT_DEVIATION = 0.879626;

  private static final double CUT_KURTOSIS = 2.3655;

  static Stream<Arguments> distributions() {
    double heDeviation = Math.sqrt(2 / 360.0);
    double glorotDeviation = Math.sqrt(2 / 900.0);
    double cut = 2 / CUT_DEVIATION;
    return Stream.of(
        Arguments.of(Initializers.randomUniform(-1, 3), 1, 2 / Math.sqrt(3), 2, UNIFORM_KURTOSIS),
        Arguments.of(Initializers.randomNormal(2, 0.5f), 2, 0.5, 3, NORMAL_KURTOSIS),
        Arguments.of(
            Initializers.truncatedNormal(2, 0.5f), 2, 0.5 * CUT_DEVIATION, 1, CUT_KURTOSIS),
        Arguments.of(
            Initializers.glorotUniform(),
            0,
            glorotDeviation,
            Math.sqrt(3) * glorotDeviation,
            UNIFORM_KURTOSIS),
        Arguments.of(
            Initializers.glorotNormal(), 0, glorotDeviation, cut * glorotDeviation, CUT_KURTOSIS),
        Arguments.of(
            Initializers.heUniform(), 0, heDeviation, Math.sqrt(3) * heDeviation, UNIFORM_KURTOSIS),
        Arguments.of(Initializers.heNormal(), 0, heDeviation, cut * heDeviation, CUT_KURTOSIS));
  }

  @ParameterizedTest
  @MethodSource("distributions")
  void valuesAreOfTheDistribution(
      Initializer initializer, double mean, double deviation, double limit, double kurtosis) {
    float[] values = values(initializer, KERNEL, 42);
    assertThat(values).hasSize(SIZE);
    double sum = 0;
    double squares = 0;
    double fourths = 0;
    double largest = 0;
    for (float value : values) {
      double off = (value - mean) / deviation;
      sum += off;
      squares += off * off;
      fourths += off * off * off * off;
      largest = Math.max(largest, Math.abs(value - mean));
    }
    // Four standard errors of each moment.
    assertThat(sum / SIZE).as("mean").isCloseTo(0, within(4 / Math.sqrt(SIZE)));
    assertThat(squares / SIZE)
        .as("variance")
        .isCloseTo(1, within(4 * Math.sqrt((kurtosis - 1) / SIZE)));
    assertThat(fourths / SIZE).as("kurtosis").isCloseTo(kurtosis, within(0.3));
    if (kurtosis != NORMAL_KURTOSIS) {
      assertThat(largest).as("limit").isBetween(0.995 * limit, limit * (1 + 1e-6));
    }
  }

  @Test
  void theSeedAloneDecides() {
    float[] values = values(Initializers.heNormal(), Shape.of(5, 5), 7);
    assertThat(values(Initializers.heNormal(), Shape.of(5, 5), 7)).containsExactly(values);
    assertThat(values(Initializers.heNormal(), Shape.of(5, 5), 8)).isNotEqualTo(values);
  }

  @Test
  void constantsAreConstant() {
    assertThat(values(Initializers.ones(), Shape.of(2), 1)).containsExactly(1, 1);
    assertThat(values(Initializers.constant(-3), Shape.of(2), 1)).containsExactly(-3, -3);
    assertThat(values(Initializers.randomNormal(4, 0), Shape.of(2), 1)).containsExactly(4, 4);
  }

  @Test
  void impossibleDistributionsAreRefused() {
    assertThatThrownBy(() -> Initializers.randomUniform(1, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1.0 and 1.0");
    assertThatThrownBy(() -> Initializers.truncatedNormal(0, -1)).hasMessageContaining("-1.0");
    assertThatThrownBy(() -> Initializers.randomNormal(Float.NaN, 1)).hasMessageContaining("NaN");
  }

  private static float[] values(Initializer initializer, Shape shape, long seed) {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      RandomSeed.set(tf, seed);
      var variable = Variables.create(tf, "kernel", shape, initializer);
      try (Session session = new Session(graph)) {
        session.initialize();
        return Tensors.floats(session, variable.value());
      }
    }
  }
}
