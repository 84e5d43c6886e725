package io.github.tfestimator.cnn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CnnParamsTest {

  @Test
  void defaultsAreTheTutorialsFinalFunction() {
    assertThat(CnnParams.defaults()).isEqualTo(new CnnParams(32, 36, 1764, 0.4f, 0.001f));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1})
  void sizesBelowOneAreRefusedByName(int size) {
    assertRefused(() -> new CnnParams(size, 4, 8, 0, 1), "conv1 filters (" + size + ")");
    assertRefused(() -> new CnnParams(3, size, 8, 0, 1), "conv2 filters (" + size + ")");
    assertRefused(() -> new CnnParams(3, 4, size, 0, 1), "dense units (" + size + ")");
  }

  @Test
  void sizesThatNobodyMeansAreRefused() {
    assertRefused(() -> new CnnParams(32, 36, 2_000_000, 0, 1), "must be 1000000 or less");
    assertThat(new CnnParams(32, 36, 1_000_000, 0, 1).denseUnits()).isEqualTo(1_000_000);
  }

  @ParameterizedTest
  @ValueSource(floats = {1f, -0.1f, Float.NaN})
  void dropoutRatesThatAreNoPartAreRefused(float rate) {
    assertRefused(() -> new CnnParams(3, 4, 8, rate, 1), "dropout rate (" + rate + ")");
  }

  @ParameterizedTest
  @ValueSource(floats = {0f, -1f, Float.NaN, Float.POSITIVE_INFINITY})
  void learningRatesThatLeadNowhereAreRefused(float rate) {
    assertRefused(() -> new CnnParams(3, 4, 8, 0, rate), "learning rate (" + rate + ")");
  }

  private static void assertRefused(ThrowingCallable what, String because) {
    assertThatThrownBy(what)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(because);
  }
}
