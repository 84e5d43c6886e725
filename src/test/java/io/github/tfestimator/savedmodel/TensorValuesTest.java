package io.github.tfestimator.savedmodel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.NdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.StdArrays;
import org.tensorflow.ndarray.index.Indices;
import org.tensorflow.types.TFloat16;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TString;

/** Arrays on the heap as tensors, and back. */
class TensorValuesTest {
  private static final byte[] NO_TEXT = {-1, 0, -2};

  @Test
  void everyTypeComesBack() {
    List<NdArray<?>> arrays =
        List.of(
            NdArrays.vectorOf(1f, Float.NaN),
            NdArrays.vectorOf(1.0, -2.0),
            NdArrays.vectorOf(1, Integer.MIN_VALUE),
            NdArrays.vectorOf(1L, Long.MAX_VALUE),
            NdArrays.vectorOf((byte) 1, (byte) -2),
            NdArrays.vectorOf(true, false),
            NdArrays.scalarOf(3f),
            NdArrays.ofFloats(Shape.of(0, 3)),
            NdArrays.ofBooleans(Shape.of(2, 0)),
            StdArrays.ndCopyOf(new int[][][] {{{1, 2}, {3, 4}}, {{5, 6}, {7, 8}}}));
    for (NdArray<?> array : arrays) {
      try (Tensor tensor = TensorValues.tensor(array)) {
        assertThat(tensor.shape()).isEqualTo(array.shape());
        assertThat(TensorValues.copy(tensor)).isEqualTo(array);
      }
    }
  }

  @Test
  void stringsComeBackAsBytes() {
    NdArray<?> strings = NdArrays.vectorOfObjects(NO_TEXT, new byte[0]);
    try (Tensor tensor = TensorValues.tensor(strings);
        Tensor text = TensorValues.tensor(NdArrays.vectorOfObjects("ß"));
        Tensor none = TensorValues.tensor(NdArrays.ofObjects(String.class, Shape.of(0)))) {
      assertThat((byte[][]) TensorValues.flatten(tensor)).isEqualTo(new byte[][] {NO_TEXT, {}});
      assertThat(((TString) text).getObject(0)).isEqualTo("ß");
      assertThat(TensorValues.copy(none).shape()).isEqualTo(Shape.of(0));
    }
  }

  /** Its elements don't lie one after the other. */
  @Test
  void aSliceBecomesATensor() {
    NdArray<?> columns =
        StdArrays.ndCopyOf(new float[][] {{1, 2, 3}, {4, 5, 6}})
            .slice(Indices.all(), Indices.sliceFrom(1));
    try (Tensor tensor = TensorValues.tensor(columns)) {
      assertThat(TensorValues.flatten(tensor)).isEqualTo(new float[] {2, 3, 5, 6});
    }
  }

  @Test
  void aSliceOfNothingBecomesATensorWithoutElements() {
    NdArray<?> nothing =
        StdArrays.ndCopyOf(new float[][] {{1, 2}, {3, 4}})
            .slice(Indices.all(), Indices.range(1, 1));
    try (Tensor tensor = TensorValues.tensor(nothing)) {
      assertThat(tensor.shape()).isEqualTo(Shape.of(2, 0));
    }
  }

  @Test
  void examplesAreStackedAndTakenApart() {
    List<NdArray<?>> examples =
        List.of(
            StdArrays.ndCopyOf(new long[][] {{1, 2}}), StdArrays.ndCopyOf(new long[][] {{3, 4}}));
    try (Tensor batch = TensorValues.stack(examples)) {
      assertThat(batch.shape()).isEqualTo(Shape.of(2, 1, 2));
      assertThat(TensorValues.copy(batch, 0)).isEqualTo(examples.get(0));
      assertThat(TensorValues.copy(batch, 1)).isEqualTo(examples.get(1));
    }
    List<NdArray<?>> strings =
        List.of(NdArrays.vectorOfObjects("a", "b"), NdArrays.vectorOfObjects("c", "d"));
    try (Tensor batch = TensorValues.stack(strings)) {
      assertThat(batch.shape()).isEqualTo(Shape.of(2, 2));
      assertThat(TensorValues.copy(batch, 1).streamOfObjects().toArray())
          .isEqualTo(new byte[][] {{'c'}, {'d'}});
    }
    try (Tensor scalars =
        TensorValues.stack(List.of(NdArrays.scalarOf(1f), NdArrays.scalarOf(2f)))) {
      assertThat(TensorValues.copy(scalars)).isEqualTo(NdArrays.vectorOf(1f, 2f));
      assertThat(TensorValues.copy(scalars, 1)).isEqualTo(NdArrays.scalarOf(2f));
    }
    List<NdArray<?>> empty =
        List.of(NdArrays.ofFloats(Shape.of(0)), NdArrays.ofFloats(Shape.of(0)));
    try (Tensor batch = TensorValues.stack(empty)) {
      assertThat(TensorValues.copy(batch, 1).shape()).isEqualTo(Shape.of(0));
    }
  }

  @Test
  void copiesOutliveTheirTensor() {
    NdArray<?> copy;
    try (TFloat32 tensor = TFloat32.vectorOf(1, 2)) {
      copy = TensorValues.copy(tensor);
      tensor.setFloat(9, 0);
    }
    assertThat(copy).isEqualTo(NdArrays.vectorOf(1f, 2f));
  }

  /** As Java has them as floats, they would come back as another type. */
  @Test
  void halfFloatsAreRefused() {
    try (TFloat16 half = TFloat16.vectorOf(1)) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> TensorValues.copy(half))
          .withMessage("A tensor of half has no array in Java");
    }
  }
}
