package io.github.tfestimator.cnn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfestimator.cnn.augment.AugmentationKind;
import io.github.tfestimator.cnn.data.ImageShape;
import java.util.Collections;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CnnParamsTest {
  private static final CnnParams DEFAULTS = CnnParams.defaults();

  @Test
  void defaultsAreTheTutorialsFinalFunction() {
    assertThat(DEFAULTS)
        .isEqualTo(
            new CnnParams(
                new ImageShape(28, 28, 1),
                10,
                List.of(32, 36),
                5,
                List.of(1764),
                false,
                0.4f,
                new Optimization(
                    OptimizerKind.SGD, 0.001f, RateDecay.NONE, 0, 0, 0, 0, 0, Averages.NONE),
                List.of()));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1})
  void sizesBelowOneAreRefusedByName(int size) {
    assertRefused(() -> layers(List.of(size, 4), List.of(8)), "conv filters (" + size + ")");
    assertRefused(() -> layers(List.of(3, size), List.of(8)), "conv filters (" + size + ")");
    assertRefused(() -> layers(List.of(3), List.of(8, size)), "dense units (" + size + ")");
  }

  @Test
  void thereIsAtLeastOneLayerOfEachKind() {
    assertRefused(() -> layers(List.of(), List.of(8)), "conv filters ([]) must be 1 to 12 numbers");
    assertRefused(() -> layers(List.of(3), List.of()), "dense units ([]) must be 1 to 100 numbers");
    assertRefused(() -> layers(List.of(3), Collections.nCopies(101, 1)), "must be 1 to 100");
  }

  @Test
  void sizesThatNobodyMeansAreRefused() {
    assertRefused(() -> layers(List.of(3), List.of(2_000_000)), "must be 1000000 or less");
    assertThat(layers(List.of(3), List.of(1_000_000)).denseUnits()).containsExactly(1_000_000);
    assertRefused(() -> layers(List.of(32), List.of(1_000_000)), "more than 2147483647 weights");
  }

  @ParameterizedTest
  @CsvSource({"28, 28, 4", "28, 7, 2", "2, 4096, 1", "32, 32, 5", "4096, 4096, 12"})
  void eachConvolutionHalvesTheImage(int height, int width, int most) {
    var image =
        DEFAULTS.withLayers(List.of(1), List.of(1)).withImage(new ImageShape(height, width, 1));
    assertThat(image.withLayers(Collections.nCopies(most, 1), List.of(1)).convFilters())
        .hasSize(most);
    if (most < 12) {
      assertRefused(
          () -> image.withLayers(Collections.nCopies(most + 1, 1), List.of(1)),
          "give %d or fewer".formatted(most));
    }
  }

  @Test
  void anImageOfOneRowIsTooSmall() {
    assertRefused(
        () -> DEFAULTS.withImage(new ImageShape(1, 9, 3)), "images of 1x9x3 are too small");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 0, 65_537})
  void classesAreTwoOrMore(int classes) {
    assertRefused(() -> DEFAULTS.withClasses(classes), "classes (" + classes + ")");
  }

  @Test
  void augmentationKindsAreKeptOnceAndInOrder() {
    assertThat(
            DEFAULTS
                .withAugmentation(
                    List.of(AugmentationKind.FLIP, AugmentationKind.SHIFT, AugmentationKind.FLIP))
                .augmentation())
        .containsExactly(AugmentationKind.SHIFT, AugmentationKind.FLIP);
  }

  @ParameterizedTest
  @ValueSource(floats = {1f, -0.1f, Float.NaN})
  void dropoutRatesThatAreNoPartAreRefused(float rate) {
    assertRefused(() -> DEFAULTS.withRates(rate, 1), "dropout rate (" + rate + ")");
  }

  @ParameterizedTest
  @ValueSource(floats = {0f, -1f, Float.NaN, Float.POSITIVE_INFINITY})
  void learningRatesThatLeadNowhereAreRefused(float rate) {
    assertRefused(() -> DEFAULTS.withRates(0, rate), "learning rate (" + rate + ")");
  }

  private static CnnParams layers(List<Integer> filters, List<Integer> units) {
    return DEFAULTS.withLayers(filters, units);
  }

  private static void assertRefused(ThrowingCallable what, String because) {
    assertThatThrownBy(what)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(because);
  }
}
