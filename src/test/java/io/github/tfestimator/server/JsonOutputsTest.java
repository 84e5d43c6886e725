package io.github.tfestimator.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.NdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.StdArrays;

/** Answers as TensorFlow Serving's REST API has them. */
class JsonOutputsTest {
  private static final NdArray<?> TWO_BY_THREE =
      StdArrays.ndCopyOf(new int[][] {{1, 2, 3}, {4, 5, 6}});

  @Test
  void predictionsAreRows() {
    assertThat(predictions(Map.of("y", TWO_BY_THREE)))
        .isEqualTo("{\"predictions\":[[1,2,3],[4,5,6]]}");
    assertThat(predictions(Map.of("y", TWO_BY_THREE, "z", NdArrays.vectorOf(true, false))))
        .isEqualTo("{\"predictions\":[{\"y\":[1,2,3],\"z\":true},{\"y\":[4,5,6],\"z\":false}]}");
    assertThat(predictions(Map.of("y", NdArrays.ofInts(Shape.of(0, 3)))))
        .isEqualTo("{\"predictions\":[]}");
  }

  @Test
  void outputsWithoutCommonRowsAreRefused() {
    var scalar = new TreeMap<String, NdArray<?>>(Map.of("y", NdArrays.scalarOf(1)));
    assertRefused(scalar, "The output y of the shape [] has no row");
    scalar.put("a", TWO_BY_THREE);
    assertRefused(scalar, "The output y of the shape [] has no row");
    assertRefused(
        new TreeMap<>(Map.of("a", TWO_BY_THREE, "b", NdArrays.vectorOf(1))),
        "The output b of the shape [1] has no row");
    assertRefused(
        new TreeMap<>(Map.of("a", NdArrays.ofInts(Shape.of(0)), "b", NdArrays.vectorOf(1))),
        "The output b of the shape [1] has no row");
  }

  private static void assertRefused(Map<String, NdArray<?>> outputs, String message) {
    assertThatThrownBy(() -> JsonOutputs.predictions(outputs))
        .isInstanceOf(ApiException.class)
        .hasMessageStartingWith(message);
  }

  @Test
  void outputsAreColumns() {
    assertThat(outputs(Map.of("y", NdArrays.scalarOf(0.5f)))).isEqualTo("{\"outputs\":0.5}");
    var two = Map.of("y", TWO_BY_THREE, "z", NdArrays.vectorOf(2.5));
    assertThat(outputs(two)).isEqualTo("{\"outputs\":{\"y\":[[1,2,3],[4,5,6]],\"z\":[2.5]}}");
  }

  @Test
  void everyTypeIsWritten() {
    assertThat(outputs(Map.of("y", NdArrays.vectorOf(0.1f, Float.NaN, Float.POSITIVE_INFINITY))))
        .isEqualTo("{\"outputs\":[0.1,NaN,Infinity]}");
    assertThat(outputs(Map.of("y", NdArrays.vectorOf(0.1, -0.0))))
        .isEqualTo("{\"outputs\":[0.1,-0.0]}");
    assertThat(outputs(Map.of("y", NdArrays.vectorOf(Long.MIN_VALUE))))
        .isEqualTo("{\"outputs\":[-9223372036854775808]}");
    assertThat(outputs(Map.of("y", NdArrays.vectorOf((byte) 1, (byte) -1))))
        .isEqualTo("{\"outputs\":[1,255]}");
    NdArray<?> text = NdArrays.vectorOfObjects("<é>".getBytes(UTF_8), new byte[0]);
    assertThat(outputs(Map.of("y", text))).isEqualTo("{\"outputs\":[\"<é>\",\"\"]}");
    assertThat(outputs(Map.of("y_bytes", text)))
        .isEqualTo("{\"outputs\":[{\"b64\":\"PMOpPg==\"},{\"b64\":\"\"}]}");
  }

  @Test
  void classesHaveLabelsAndScores() {
    NdArray<byte[]> labels = NdArrays.ofObjects(byte[].class, Shape.of(2, 2));
    labels.setObject(bytes("a"), 0, 0).setObject(bytes("b"), 0, 1);
    labels.setObject(bytes("c"), 1, 0).setObject(bytes("d"), 1, 1);
    NdArray<?> scores = StdArrays.ndCopyOf(new float[][] {{0.25f, 0.75f}, {1, 0}});
    assertThat(new String(JsonOutputs.classifications(labels, scores), UTF_8))
        .isEqualTo("{\"results\":[[[\"a\",0.25],[\"b\",0.75]],[[\"c\",1.0],[\"d\",0.0]]]}");
    assertThat(new String(JsonOutputs.classifications(labels, null), UTF_8))
        .isEqualTo("{\"results\":[[[\"a\",0.0],[\"b\",0.0]],[[\"c\",0.0],[\"d\",0.0]]]}");
    assertThat(new String(JsonOutputs.classifications(null, scores), UTF_8))
        .isEqualTo("{\"results\":[[[\"\",0.25],[\"\",0.75]],[[\"\",1.0],[\"\",0.0]]]}");
    assertThat(new String(JsonOutputs.regressions(NdArrays.vectorOf(0.5f, -1f)), UTF_8))
        .isEqualTo("{\"results\":[0.5,-1.0]}");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  private static String predictions(Map<String, NdArray<?>> outputs) {
    return new String(JsonOutputs.predictions(new TreeMap<>(outputs)), UTF_8);
  }

  private static String outputs(Map<String, NdArray<?>> outputs) {
    return new String(JsonOutputs.outputs(new TreeMap<>(outputs)), UTF_8);
  }
}
