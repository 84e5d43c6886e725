package io.github.tfestimator.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.NdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.StdArrays;
import org.tensorflow.ndarray.index.Indices;
import org.tensorflow.proto.DataType;

/** Java arrays as NdArrays, and back. */
class JavaArraysTest {
  @Test
  void nullsAreNamed() {
    for (Consumer<NdArray<?>> method :
        List.<Consumer<NdArray<?>>>of(
            JavaArrays::flatten, JavaArrays::toStrings, TensorSpec::dtypeOf)) {
      assertThatNullPointerException()
          .isThrownBy(() -> method.accept(null))
          .withMessage("The array is null, but must be an NdArray");
    }
    assertThatNullPointerException()
        .isThrownBy(() -> JavaArrays.wrap(null, Shape.of(1)))
        .withMessage("The values are null, but must be an array such as float[]");
  }

  @Test
  void wrapsAndFlattensEveryType() {
    List<Object> flat =
        List.of(
            new float[] {1, 2},
            new double[] {1, 2},
            new int[] {1, 2},
            new long[] {1, 2},
            new byte[] {1, -2},
            new boolean[] {true, false},
            new byte[][] {{1}, {}});
    for (Object values : flat) {
      NdArray<?> array = JavaArrays.wrap(values, Shape.of(2, 1));
      assertThat(array.shape()).isEqualTo(Shape.of(2, 1));
      assertThat(JavaArrays.flatten(array)).isEqualTo(values).isNotSameAs(values);
    }
  }

  @Test
  void textsAreWrapped() {
    assertThat(JavaArrays.wrap(new String[] {"a", "b"}, Shape.of(2)))
        .isEqualTo(NdArrays.vectorOfObjects("a", "b"));
  }

  /** A sparse one, which takes no memory. */
  @Test
  void moreValuesThanAJavaArrayHoldsAreRefused() {
    NdArray<?> large =
        NdArrays.sparseOf(
            StdArrays.ndCopyOf(new long[][] {{0}}),
            NdArrays.vectorOf(1f),
            Shape.of(Integer.MAX_VALUE - 7L));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> JavaArrays.flatten(large))
        .withMessage("array (of 2147483640 values) must have fewer than 2^31: give it in parts");
  }

  @Test
  void wrappingSharesTheValues() {
    float[] values = {1, 2};
    NdArray<?> array = JavaArrays.wrap(values, Shape.of(2));
    values[1] = 5;
    assertThat(array).isEqualTo(NdArrays.vectorOf(1f, 5f));
  }

  @Test
  void wrappingRefusesOtherValues() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> JavaArrays.wrap(new short[2], Shape.of(2)))
        .withMessage(
            "values (short[]) must be floats, doubles, ints, longs, bytes, booleans or Strings");
  }

  @Test
  void slicesAreFlattenedInTheirOrder() {
    NdArray<?> columns =
        StdArrays.ndCopyOf(new int[][] {{1, 2, 3}, {4, 5, 6}})
            .slice(Indices.all(), Indices.sliceFrom(1));
    assertThat(JavaArrays.flatten(columns)).isEqualTo(new int[] {2, 3, 5, 6});
  }

  @Test
  void arraysWithoutValuesAreFlattened() {
    assertThat(JavaArrays.flatten(NdArrays.ofFloats(Shape.of(0, 3)))).isEqualTo(new float[0]);
    assertThat(JavaArrays.flatten(NdArrays.ofObjects(String.class, Shape.of(0))))
        .isEqualTo(new byte[0][]);
  }

  /** A byte[] is two pixels, or one string of two bytes. */
  @Test
  void theTypeDecidesWhatBytesAre() {
    byte[] bytes = {'h', 'i'};
    assertThat(JavaArrays.toNdArray(DataType.DT_UINT8, bytes))
        .isEqualTo(NdArrays.vectorOf((byte) 'h', (byte) 'i'));
    NdArray<?> string = JavaArrays.toNdArray(DataType.DT_STRING, bytes);
    assertThat(string.shape()).isEqualTo(Shape.scalar());
    assertThat(string.getObject()).isEqualTo(bytes);
    NdArray<?> strings = JavaArrays.toNdArray(DataType.DT_STRING, new byte[][] {bytes, {}});
    assertThat(strings.shape()).isEqualTo(Shape.of(2));
    assertThat(JavaArrays.toStrings(strings)).containsExactly("hi", "");
  }

  @Test
  void elementsAreScalars() {
    assertThat(JavaArrays.toNdArray(DataType.DT_FLOAT, 2f)).isEqualTo(NdArrays.scalarOf(2f));
    assertThat(JavaArrays.toNdArray(DataType.DT_BOOL, true)).isEqualTo(NdArrays.scalarOf(true));
    assertThat(JavaArrays.toStrings(JavaArrays.toNdArray(DataType.DT_STRING, "ß")))
        .containsExactly("ß");
  }

  @Test
  void arraysOfNumbersAreGivenBack() {
    var array = NdArrays.ofLongs(Shape.of(2));
    assertThat(JavaArrays.toNdArray(DataType.DT_INT64, array)).isSameAs(array);
  }

  private static void refuses(DataType dtype, Object value, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> JavaArrays.toNdArray(dtype, value))
        .withMessage(message);
  }

  @Test
  void numbersAreNotConverted() {
    refuses(DataType.DT_FLOAT, new double[2], "a double[]");
    refuses(DataType.DT_INT64, 3, "a Integer");
    refuses(DataType.DT_INT64, NdArrays.vectorOf(1, 2), "an array of int32 [2]");
    refuses(DataType.DT_STRING, new int[2], "a int[]");
    refuses(DataType.DT_FLOAT, null, "null");
    refuses(
        DataType.DT_HALF,
        new float[2],
        "There are no Java arrays of the type DT_HALF here; use tensors");
  }

  @Test
  void whatIsNoStringIsNamed() {
    String message = "an array of strings with a %s in it: give every element a value";
    refuses(DataType.DT_STRING, NdArrays.vectorOfObjects("a", null), message.formatted("null"));
    refuses(DataType.DT_STRING, NdArrays.vectorOfObjects("a", 'b'), message.formatted("Character"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> JavaArrays.toStrings(NdArrays.vectorOf(1f)))
        .withMessage("array (of float32) must be of strings");
  }

  @Test
  void bytesThatAreNoTextAreKept() {
    byte[] noText = {-1, 0, -2};
    NdArray<?> array = JavaArrays.toNdArray(DataType.DT_STRING, new byte[][] {noText});
    assertThat((byte[][]) JavaArrays.flatten(array)).isEqualTo(new byte[][] {noText});
  }
}
