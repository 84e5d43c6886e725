package io.github.tfestimator.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.NdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.DataType;

/** Types, shapes, and what fits them. */
class TensorSpecTest {
  @Test
  void readsAsInPython() {
    assertThat(TensorSpec.float32(28, 28)).hasToString("float32 [28, 28]");
    assertThat(TensorSpec.float64()).hasToString("float64");
    assertThat(TensorSpec.int32(1)).hasToString("int32 [1]");
    assertThat(TensorSpec.int64()).hasToString("int64");
    assertThat(TensorSpec.uint8(32, 32, 3)).hasToString("uint8 [32, 32, 3]");
    assertThat(TensorSpec.bool()).hasToString("bool");
    assertThat(TensorSpec.string(-1)).hasToString("string [?]");
  }

  @Test
  void tellsTheTypeOfAnArray() {
    Map<DataType, NdArray<?>> arrays =
        Map.of(
            DataType.DT_FLOAT, NdArrays.vectorOf(1f),
            DataType.DT_DOUBLE, NdArrays.vectorOf(1.0),
            DataType.DT_INT32, NdArrays.vectorOf(1),
            DataType.DT_INT64, NdArrays.vectorOf(1L),
            DataType.DT_UINT8, NdArrays.vectorOf((byte) 1),
            DataType.DT_BOOL, NdArrays.vectorOf(true),
            DataType.DT_STRING, NdArrays.vectorOfObjects("a"));
    arrays.forEach((dtype, array) -> assertThat(TensorSpec.dtypeOf(array)).isEqualTo(dtype));
    assertThat(TensorSpec.dtypeOf(NdArrays.scalarOfObject(new byte[] {1})))
        .isEqualTo(DataType.DT_STRING);
    assertThat(TensorSpec.dtypeOf(NdArrays.ofObjects(String.class, Shape.of(0))))
        .isEqualTo(DataType.DT_STRING);
  }

  @Test
  void arraysOfOtherTypesAreRefused() {
    String must =
        ", but must be of floats, doubles, ints, longs, bytes, booleans, Strings or byte[]";
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TensorSpec.dtypeOf(NdArrays.ofShorts(Shape.of(1))))
        .withMessage("The array is of Short" + must);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TensorSpec.dtypeOf(NdArrays.ofObjects(String.class, Shape.of(1))))
        .withMessage("The array is of null" + must);
  }

  @Test
  void specsOfOtherTypesAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new TensorSpec(DataType.DT_HALF, Shape.of(1)))
        .withMessage("dtype (half) must be float32, float64, int32, int64, uint8, bool or string");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new TensorSpec(DataType.DT_FLOAT, Shape.unknown()))
        .withMessage("shape (of any rank) must have a known rank");
  }

  @Test
  void unknownDimensionsFitAnySize() {
    TensorSpec spec = TensorSpec.float32(-1, 3);
    assertThat(spec.difference(NdArrays.ofFloats(Shape.of(8, 5, 3)))).isEmpty();
    assertThat(spec.difference(NdArrays.ofFloats(Shape.of(8, 0, 3)))).isEmpty();
    assertThat(spec.difference(NdArrays.ofFloats(Shape.of(8, 5, 4))))
        .contains("float32 [?, 3] is specified, but the batch has float32 [5, 4]");
    assertThat(spec.difference(NdArrays.ofFloats(Shape.of(8, 3))))
        .contains("float32 [?, 3] is specified, but the batch has float32 [3]");
  }

  @Test
  void differencesAreOfTypeOrShape() {
    TensorSpec spec = TensorSpec.int64();
    assertThat(spec.difference(NdArrays.ofLongs(Shape.of(8)))).isEmpty();
    assertThat(spec.difference(NdArrays.ofInts(Shape.of(8))))
        .contains("int64 is specified, but the batch has int32");
    assertThat(spec.difference(NdArrays.ofLongs(Shape.of(8, 1))))
        .contains("int64 is specified, but the batch has int64 [1]");
  }
}
