package io.github.tfestimator.estimator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class ConfusionMatrixTest {
  /** Class 1 was never predicted, class 3 has no examples, class 2 is neither. */
  private static final ConfusionMatrix MATRIX =
      new ConfusionMatrix(
          List.of(
              List.of(6L, 0L, 0L, 2L),
              List.of(4L, 0L, 0L, 1L),
              List.of(0L, 0L, 0L, 0L),
              List.of(0L, 0L, 0L, 0L)));

  @Test
  void precisionIsOfThePredictionsAndRecallOfTheLabels() {
    assertThat(MATRIX.precision(0)).hasValue(6 / 10.0);
    assertThat(MATRIX.recall(0)).hasValue(6 / 8.0);
    assertThat(MATRIX.count(0, 3)).isEqualTo(2);
    assertThat(MATRIX.examples(0)).isEqualTo(8);
    assertThat(MATRIX.examples(1)).isEqualTo(5);
  }

  @Test
  void whatWasNeverPredictedHasNoPrecisionAndWhatHasNoExamplesNoRecall() {
    assertThat(MATRIX.precision(1)).isEmpty();
    assertThat(MATRIX.recall(1)).hasValue(0);
    assertThat(MATRIX.precision(3)).hasValue(0);
    assertThat(MATRIX.recall(3)).isEmpty();
    assertThat(MATRIX.precision(2)).isEmpty();
    assertThat(MATRIX.recall(2)).isEmpty();
  }

  @Test
  void isASquareOfCounts() {
    assertThatThrownBy(() -> new ConfusionMatrix(List.of(List.of(1L, 2L))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("counts (a row of [1, 2] among 1 rows) must be a square of numbers from 0");
    assertThatThrownBy(() -> new ConfusionMatrix(List.of(List.of(-1L))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[-1]");
  }

  @Test
  void growsToTheLargestLabelOrPrediction() {
    assertThat(counted(0, 0).classes()).isEqualTo(1);
    assertThat(counted(0, 0, 1, 3, 2, 0, 1, 3).counts())
        .containsExactly(
            List.of(1L, 0L, 0L, 0L),
            List.of(0L, 0L, 0L, 2L),
            List.of(1L, 0L, 0L, 0L),
            List.of(0L, 0L, 0L, 0L));
    assertThat(counted(999, 0).classes()).isEqualTo(1000);
  }

  @Test
  void isNotMadeOfClassesOutsideItsBoundsNorOfNothing() {
    assertThat(counter(0, 0, 1000, 0, 0, 0).matrix()).isEmpty();
    assertThat(counter(0, 0, 0, 1000).matrix()).isEmpty();
    assertThat(counter(0, 0, -1, 0).matrix()).isEmpty();
    assertThat(counter(0, 0, 0, -1).matrix()).isEmpty();
    assertThat(counter().matrix()).isEmpty();
  }

  private static ConfusionMatrix counted(int... labelsAndPredictions) {
    return counter(labelsAndPredictions).matrix().orElseThrow();
  }

  private static ConfusionCounter counter(int... labelsAndPredictions) {
    var counter = new ConfusionCounter();
    for (int i = 0; i < labelsAndPredictions.length; i += 2) {
      counter.add(labelsAndPredictions[i], labelsAndPredictions[i + 1]);
    }
    return counter;
  }
}
