package io.github.tfestimator.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfestimator.input.JavaArrays;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.NdArray;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.DataType;

/** Values of JSON made arrays. */
class JsonTensorsTest {
  @Test
  void everyTypeHasItsNumbers() {
    List<Object> integers = List.of(1L, -2L);
    assertArray(DataType.DT_FLOAT, List.of(1L, 0.1), new float[] {1, 0.1f}, 2);
    assertArray(DataType.DT_DOUBLE, List.of(1L, 0.1), new double[] {1, 0.1}, 2);
    assertArray(DataType.DT_INT32, integers, new int[] {1, -2}, 2);
    assertArray(DataType.DT_INT64, List.of(Long.MAX_VALUE), new long[] {Long.MAX_VALUE}, 1);
    assertArray(DataType.DT_UINT8, List.of(1L, 255L), new byte[] {1, -1}, 2);
    assertArray(DataType.DT_BOOL, List.of(true, false), new boolean[] {true, false}, 2);
    assertArray(DataType.DT_STRING, List.of("é"), new byte[][] {{(byte) 0xc3, (byte) 0xa9}}, 1);
  }

  @Test
  void listsHaveAnyRank() {
    assertArray(DataType.DT_INT32, 7L, new int[] {7});
    assertArray(DataType.DT_INT32, List.of(), new int[0], 0);
    assertArray(DataType.DT_INT32, List.of(List.of(), List.of()), new int[0], 2, 0);
    assertArray(
        DataType.DT_INT32,
        List.of(List.of(1L, 2L, 3L), List.of(4L, 5L, 6L)),
        new int[] {1, 2, 3, 4, 5, 6},
        2,
        3);
  }

  @Test
  void raggedListsAreRefused() {
    assertRefused(
        DataType.DT_INT32,
        List.of(List.of(1L, 2L), List.of(3L)),
        "The input x is ragged, with lists of 2 and 1 values; it must be a tensor");
    String mixed = "The input x is ragged, with values beside lists; it must be a tensor";
    assertRefused(DataType.DT_INT32, List.of(List.of(1L), 2L), mixed);
    assertRefused(DataType.DT_INT32, List.of(1L, List.of(2L)), mixed);
  }

  @Test
  void valuesOfOtherTypesAreNamed() {
    assertRefused(DataType.DT_FLOAT, "a", "The input x takes numbers, not \"a\"");
    assertRefused(DataType.DT_DOUBLE, true, "The input x takes numbers, not true");
    assertRefused(DataType.DT_INT64, 1.5, "The input x takes integers, not 1.5");
    assertRefused(DataType.DT_UINT8, Map.of(), "The input x takes integers, not an object");
    assertRefused(
        DataType.DT_INT32, 1L << 31, "The input x takes integers of 32 bits, not 2147483648");
    assertRefused(DataType.DT_BOOL, 1L, "The input x takes true or false, not 1");
    assertRefused(
        DataType.DT_FLOAT, Arrays.asList((Object) null), "The input x takes numbers, not null");
  }

  @Test
  void bytesAreBase64() {
    byte[] expected = {(byte) 0xfb, (byte) 0xff};
    assertArray(DataType.DT_STRING, Map.of("b64", "+/8="), new byte[][] {expected});
    assertArray(DataType.DT_STRING, Map.of("b64", " +/\n8"), new byte[][] {expected});
    assertRefused(
        DataType.DT_STRING,
        Map.of("b64", "-_8="),
        "The input x has b64 that isn't base64 of the standard alphabet");
    assertRefused(
        DataType.DT_STRING, Map.of("b64", 1L), "The input x takes a string of base64, not 1");
    String other = "The input x takes text or {\"b64\": \"...\"}, not an object";
    assertRefused(DataType.DT_STRING, Map.of("b64", "", "c", ""), other);
    assertRefused(DataType.DT_STRING, Map.of("b65", ""), other);
    assertThat(JsonTensors.isBytes("b64")).isFalse();
  }

  @Test
  void longTextIsCutInMessages() {
    assertThat(JsonTensors.text("a".repeat(40))).isEqualTo('"' + "a".repeat(40) + '"');
    assertThat(JsonTensors.text("a".repeat(41))).isEqualTo('"' + "a".repeat(40) + "...\"");
    assertThat(JsonTensors.text(List.of())).isEqualTo("a list");
  }

  private static void assertArray(DataType type, Object value, Object elements, long... shape) {
    NdArray<?> array = JsonTensors.array("x", type, value);
    assertThat(array.shape()).isEqualTo(Shape.of(shape));
    assertThat(JavaArrays.flatten(array)).isEqualTo(elements);
  }

  private static void assertRefused(DataType type, Object value, String message) {
    assertThatThrownBy(() -> JsonTensors.array("x", type, value))
        .isInstanceOf(ApiException.class)
        .hasMessage(message);
  }
}
