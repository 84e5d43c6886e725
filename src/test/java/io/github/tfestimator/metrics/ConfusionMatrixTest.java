package io.github.tfestimator.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.ndarray.buffer.IntDataBuffer;
import org.tensorflow.types.TInt32;

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
  void precisionAndRecallMayBeUndefined() {
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
  void refusesClassesOutsideItsBounds() {
    for (int[] pair : new int[][] {{1000, 0}, {0, 1000}, {-1, 0}, {0, -1}}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> counted(pair))
          .withMessageContaining("classes from 0 to 999");
    }
    assertThat(counted().classes()).isZero();
  }

  private static ConfusionMatrix counted(int... labelsAndPredictions) {
    int size = labelsAndPredictions.length / 2;
    var counter = new ConfusionCounter();
    try (var labels = TInt32.tensorOf(Shape.of(size), half(labelsAndPredictions, 0));
        var predictions = TInt32.tensorOf(Shape.of(size), half(labelsAndPredictions, 1))) {
      counter.add(new BatchValues(size, List.of(labels, predictions)));
    }
    return (ConfusionMatrix) counter.result();
  }

  private static IntDataBuffer half(int[] pairs, int offset) {
    int[] values = IntStream.range(0, pairs.length / 2).map(i -> pairs[2 * i + offset]).toArray();
    return DataBuffers.of(values, true, false);
  }
}
