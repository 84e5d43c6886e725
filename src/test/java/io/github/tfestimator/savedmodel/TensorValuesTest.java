package io.github.tfestimator.savedmodel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.StdArrays;
import org.tensorflow.ndarray.index.Index;
import org.tensorflow.ndarray.index.Indices;
import org.tensorflow.proto.DataType;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;

/** Java values to tensors and back. */
class TensorValuesTest {
  private static final Map<DataType, Object> ROWS =
      Map.of(
          DataType.DT_FLOAT, new float[][] {{1.5f, -2}, {Float.NaN, 3}},
          DataType.DT_DOUBLE, new double[][] {{0.1, -0.0}, {1e300, 3}},
          DataType.DT_INT32, new int[][] {{1, -70_000}, {Integer.MIN_VALUE, 3}},
          DataType.DT_INT64, new long[][] {{1, Long.MIN_VALUE}, {2, 3}},
          DataType.DT_UINT8, new byte[][] {{1, -1}, {2, 3}},
          DataType.DT_BOOL, new boolean[][] {{true, false}, {false, false}},
          DataType.DT_STRING, new String[][] {{"a", ""}, {"é", "dd"}});

  @Test
  void everyTypeComesBackAsItWas() {
    ROWS.forEach(
        (type, rows) -> {
          assertThat(TensorValues.isConvertible(type)).isTrue();
          try (Tensor tensor = TensorValues.tensor(type, TensorValues.array(type, rows))) {
            assertThat(tensor.dataType()).isEqualTo(type);
            assertThat(tensor.shape()).isEqualTo(Shape.of(2, 2));
            assertThat(TensorValues.copy(tensor)).isEqualTo(ndArray(rows));
          }
        });
    assertThat(TensorValues.isConvertible(DataType.DT_HALF)).isFalse();
  }

  @Test
  void anExampleOfABatchIsItsRow() {
    ROWS.forEach(
        (type, rows) -> {
          try (Tensor tensor = TensorValues.tensor(type, TensorValues.array(type, rows))) {
            for (int i = 0; i < 2; i++) {
              assertThat(TensorValues.copy(tensor, i)).isEqualTo(ndArray(rows).get(i));
            }
          }
        });
  }

  @Test
  void examplesAreStackedInTheirOrder() {
    ROWS.forEach(
        (type, rows) -> {
          NdArray<?> array = TensorValues.array(type, rows);
          List<NdArray<?>> examples = List.of(array.get(1), array.get(0), array.get(1));
          try (Tensor tensor = TensorValues.stack(type, examples)) {
            assertThat(tensor.shape()).isEqualTo(Shape.of(3, 2));
            for (int i = 0; i < 3; i++) {
              assertThat(TensorValues.copy(tensor, i)).isEqualTo(ndArray(rows).get(1 - i % 2));
            }
          }
        });
  }

  @Test
  void scalarsAndEmptyArraysAreValues() {
    try (var scalar = (TInt64) tensor(DataType.DT_INT64, 7L);
        var text = (TString) tensor(DataType.DT_STRING, "é");
        var bytes = (TString) tensor(DataType.DT_STRING, new byte[] {(byte) 0xff, 0});
        var empty = (TFloat32) tensor(DataType.DT_FLOAT, NdArrays.ofFloats(Shape.of(0, 3)));
        var none = (TString) tensor(DataType.DT_STRING, new String[0])) {
      assertThat(scalar.getLong()).isEqualTo(7);
      assertThat(text.asBytes().getObject()).isEqualTo("é".getBytes(StandardCharsets.UTF_8));
      assertThat(bytes.asBytes().getObject()).isEqualTo(new byte[] {(byte) 0xff, 0});
      assertThat(TensorValues.copy(empty).shape()).isEqualTo(Shape.of(0, 3));
      assertThat(TensorValues.copy(none).shape()).isEqualTo(Shape.of(0));
    }
  }

  /** As a column of a matrix is. */
  @Test
  void aSliceThatIsNotInOnePieceIsCopied() {
    var matrix = StdArrays.ndCopyOf(new float[][] {{1, 2}, {3, 4}});
    var column = matrix.slice(Indices.all(), at(1));
    try (Tensor tensor = TensorValues.stack(DataType.DT_FLOAT, List.of(column, column))) {
      assertThat(StdArrays.array2dCopyOf((FloatNdArray) TensorValues.copy(tensor)))
          .isDeepEqualTo(new float[][] {{2, 4}, {2, 4}});
    }
  }

  private static Index at(long place) {
    return Indices.at(place);
  }

  @Test
  void whatIsNoSuchArrayIsRefused() {
    assertRefused(DataType.DT_FLOAT, new double[2][3], "double[][]");
    assertRefused(DataType.DT_FLOAT, "1", "String");
    assertRefused(DataType.DT_INT64, 7, "Integer");
    assertRefused(DataType.DT_FLOAT, null, "null");
    assertRefused(DataType.DT_BOOL, NdArrays.vectorOf(1), "IntNdArray of [1]");
    assertRefused(
        DataType.DT_INT32,
        new int[][][] {{{1}, {2}}, {{3}, {4, 5}}},
        "int[][][] that is ragged, with 2 beside 1");
    assertRefused(
        DataType.DT_INT32,
        new int[][][] {{{1}, {2}}, {{3}}},
        "int[][][] that is ragged, with 1 beside 2");
    assertRefused(DataType.DT_STRING, new String[] {"a", null}, "String[] with a null in it");
    assertRefused(DataType.DT_STRING, new byte[][] {{1}, null}, "byte[][] with a null in it");
    assertThatThrownBy(() -> TensorValues.array(DataType.DT_HALF, 1f))
        .hasMessage("There are no Java arrays of the type DT_HALF here; use tensors");
  }

  private static void assertRefused(DataType type, Object value, String message) {
    assertThatThrownBy(() -> TensorValues.array(type, value))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  private static Tensor tensor(DataType type, Object value) {
    return TensorValues.tensor(type, TensorValues.array(type, value));
  }

  private static NdArray<?> ndArray(Object rows) {
    if (rows instanceof float[][] values) {
      return StdArrays.ndCopyOf(values);
    }
    if (rows instanceof double[][] values) {
      return StdArrays.ndCopyOf(values);
    }
    if (rows instanceof int[][] values) {
      return StdArrays.ndCopyOf(values);
    }
    if (rows instanceof long[][] values) {
      return StdArrays.ndCopyOf(values);
    }
    if (rows instanceof byte[][] values) {
      return StdArrays.ndCopyOf(values);
    }
    return rows instanceof boolean[][] values
        ? StdArrays.ndCopyOf(values)
        : StdArrays.ndCopyOf((String[][]) rows);
  }
}
