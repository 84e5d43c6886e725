package io.github.tfestimator.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;

class TensorDifferenceTest {
  @Test
  void sameBitsAreNoDifference() {
    assertThat(between(floats(1, 2, Float.NaN), floats(1, 2, Float.NaN))).isEmpty();
    assertThat(between(TString.vectorOf("a", ""), TString.vectorOf("a", ""))).isEmpty();
    assertThat(between(floats(), floats())).isEmpty();
  }

  @Test
  void countsWhatDiffersAndNamesTheFirst() {
    var expected = matrix(1, 2, 3, 4, 5, 6);
    var actual = matrix(1, 2, 3, 4, Math.nextUp(5f), 7);
    assertThat(between(expected, actual))
        .contains(
            "differs in 2 of 6 values, first at [1, 1]: 5.0 in the model, 5.0000005 when loaded"
                + " again");
  }

  @Test
  void theSignOfZeroCounts() {
    assertThat(between(floats(0f), floats(-0f)))
        .contains(
            "differs in 1 of 1 values, first at [0]: 0.0 in the model, -0.0 when loaded again");
  }

  @Test
  void ofScalarsToo() {
    assertThat(between(TInt64.scalarOf(1), TInt64.scalarOf(2)))
        .contains("differs in 1 of 1 values, first at []: 1 in the model, 2 when loaded again");
  }

  /** Neither byte is UTF-8: read as text, both would be the same sign. */
  @Test
  void stringsAreComparedByteByByte() {
    assertThat(between(bytes(0x80), bytes(0x81)).orElseThrow()).startsWith("differs in 1 of 1");
  }

  @Test
  void anotherTypeOrShapeIsADifference() {
    assertThat(between(TInt32.scalarOf(1), TInt64.scalarOf(1)))
        .contains("is DT_INT32 [] in the model and DT_INT64 [] when loaded again");
    assertThat(between(floats(1, 2, 3, 4, 5, 6), matrix(1, 2, 3, 4, 5, 6)))
        .contains("is DT_FLOAT [6] in the model and DT_FLOAT [2, 3] when loaded again");
  }

  private static Optional<String> between(Tensor expected, Tensor actual) {
    try (expected;
        actual) {
      return TensorDifference.of(expected, actual);
    }
  }

  private static TFloat32 floats(float... values) {
    return TFloat32.vectorOf(values);
  }

  private static TFloat32 matrix(float... values) {
    return TFloat32.tensorOf(Shape.of(2, 3), DataBuffers.of(values));
  }

  private static TString bytes(int value) {
    return TString.tensorOfBytes(NdArrays.vectorOfObjects(new byte[] {(byte) value}));
  }
}
