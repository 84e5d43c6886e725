package io.github.tfestimator.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonElement;
import io.github.tfestimator.savedmodel.SavedModelException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.ndarray.ByteNdArray;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.StdArrays;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TString;

/** SavedModels of every kind, with every type of input and output. */
class SavedModelPredictorTest {

  @Test
  void servesKeras() throws IOException {
    var request = ServedModels.request("keras");
    var inputs = request.getAsJsonObject("inputs");
    try (var predictor = SavedModelPredictor.load(ServedModels.folder("keras"))) {
      var answer =
          predictor.predict(
              Map.of(
                  "user", longs(inputs.get("user")),
                  "shop", strings(inputs.get("shop")),
                  "x", ServedModels.floats(inputs.get("x"))));
      assertClose(answer.get("price"), request.getAsJsonObject("outputs").get("price"));
    }
  }

  /** Its vocabulary is a file among the assets. */
  @Test
  void servesPythonsEstimator() throws IOException {
    var request = ServedModels.request("estimator");
    var inputs = request.getAsJsonObject("inputs");
    String[][] shops =
        inputs.getAsJsonArray("shop").asList().stream()
            .map(SavedModelPredictorTest::strings)
            .toArray(String[][]::new);
    try (var predictor = SavedModelPredictor.load(ServedModels.folder("estimator"))) {
      var answer =
          predictor.predict(
              "predict", Map.of("shop", shops, "x", ServedModels.floats(inputs.get("x"))));
      assertClose(answer.get("predictions"), request.getAsJsonObject("outputs").get("predictions"));
    }
  }

  @Test
  void servesEveryTypeAsPythonDoes() throws IOException {
    var expected = ServedModels.request("types").getAsJsonObject("outputs");
    try (var predictor = SavedModelPredictor.load(ServedModels.folder("types"))) {
      Map<String, NdArray<?>> answer = predictor.predict(ServedModels.allTypes());
      assertThat(answer).containsOnlyKeys("f32", "f64", "i32", "i64", "u8", "flag", "text");
      answer.forEach(
          (name, array) ->
              assertThat(values(array)).as(name).isEqualTo(values(expected.get(name))));
      assertThat(answer.get("u8").shape()).isEqualTo(Shape.of(2, 2, 2));
      assertThat(((ByteNdArray) answer.get("u8")).getByte(1, 1, 0)).isEqualTo((byte) 200);
    }
  }

  @Test
  void aDamagedNewestVersionIsToldWithTheOneBefore(@TempDir Path folder) throws IOException {
    var versions = new PublishedVersions(folder);
    Path damaged = versions.publishDamaged(10);
    assertThatThrownBy(() -> SavedModelPredictor.load(folder))
        .hasMessageStartingWith("The SavedModel " + damaged)
        .message()
        .doesNotContain("version before");
    versions.publish(ServedModels.folder("types"), 9);
    assertThatThrownBy(() -> SavedModelPredictor.load(folder))
        .isInstanceOf(SavedModelException.class)
        .hasMessageStartingWith("The SavedModel " + damaged)
        .hasMessageEndingWith(" Or name the version before it, " + versions.version(9) + ".");
    try (var predictor = SavedModelPredictor.load(versions.version(9))) {
      assertThat(predictor.signatures()).isNotEmpty();
    }
  }

  @Test
  void takesArraysAndTensorsAndBytesAlike() {
    Map<String, Object> inputs = new HashMap<>(ServedModels.allTypes());
    try (var predictor = SavedModelPredictor.load(ServedModels.folder("types"));
        var f32 = TFloat32.tensorOf(StdArrays.ndCopyOf((float[][]) inputs.get("f32")));
        var text = TString.vectorOf("a", "é")) {
      var expected = predictor.predict(inputs);
      inputs.put("f32", StdArrays.ndCopyOf((float[][]) inputs.get("f32")));
      inputs.put("u8", StdArrays.ndCopyOf((byte[][][]) inputs.get("u8")));
      inputs.put("flag", NdArrays.vectorOf(true, false));
      inputs.put("text", NdArrays.vectorOfObjects("a", "é"));
      assertThat(predictor.predict(inputs)).isEqualTo(expected);
      byte[][] bytes = {{'a'}, "é".getBytes(StandardCharsets.UTF_8)};
      inputs.put("text", bytes);
      assertThat(predictor.predict(inputs)).isEqualTo(expected);
      inputs.put("text", NdArrays.vectorOfObjects(bytes));
      assertThat(predictor.predict(inputs)).isEqualTo(expected);
      inputs.put("f32", f32);
      inputs.put("text", text);
      assertThat(predictor.predict(inputs)).isEqualTo(expected);
      assertThat(predictor.predict(inputs)).isEqualTo(expected);
    }
  }

  /** As two outputs may be, and are fetched once. */
  @Test
  void twoOutputsMayBeTheSameTensor() {
    try (var predictor = SavedModelPredictor.load(ServedModels.folder("types"))) {
      for (Object x : List.of(3f, new float[] {1, 2}, new float[2][3][4])) {
        var answer = predictor.predict("any_rank", Map.of("x", x));
        assertThat(answer.get("same")).isEqualTo(answer.get("again"));
      }
      assertThat(predictor.predict("any_rank", Map.of("x", 3f)).get("same").getObject())
          .isEqualTo(3f);
    }
  }

  @Test
  void readsTensorsOfAnyType() {
    try (var predictor = SavedModelPredictor.load(ServedModels.folder("types"))) {
      byte[] text =
          predictor.predict(
              "serving_default",
              ServedModels.allTypes(),
              outputs -> ((TString) outputs.get("text")).asBytes().getObject(1));
      assertThat(text).isEqualTo("é!".getBytes(StandardCharsets.UTF_8));
    }
  }

  @Test
  void aSignatureThatIsMissingIsNamedWithThoseThereAre() {
    try (var predictor = SavedModelPredictor.load(ServedModels.folder("types"))) {
      assertThatThrownBy(() -> predictor.predict("prices", Map.of()))
          .isInstanceOf(SavedModelException.class)
          .hasMessage(
              "The SavedModel %s has no signature prices, only any_rank, complex, count, lengths,"
                  + " no_batch, serving_default",
              ServedModels.folder("types"));
    }
  }

  @Test
  void inputsThatAreMissingOrSurplusAreRefused() {
    try (var predictor = SavedModelPredictor.load(ServedModels.folder("keras"))) {
      Map<String, Object> inputs = Map.of("x", new float[1][3], "shops", new String[] {"north"});
      assertThatThrownBy(() -> predictor.predict(inputs))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(
              "The signature serving_default takes the inputs [shop DT_STRING [-1], user DT_INT64"
                  + " [-1], x DT_FLOAT [-1, 3]], but was given [shops, x]");
    }
  }

  @Test
  void inputsOfAnotherTypeOrShapeAreRefused() {
    try (var predictor = SavedModelPredictor.load(ServedModels.folder("types"));
        var doubles = TFloat64.tensorOf(Shape.of(2, 2));
        var floats = TFloat32.tensorOf(Shape.of(2, 3))) {
      String f32 = "The input f32 of the signature serving_default takes DT_FLOAT [-1, 2], but was";
      assertRefused(predictor, "f32", new double[2][2], f32 + " given a double[][]");
      assertRefused(predictor, "f32", new Object[] {1f}, f32 + " given a Object[]");
      assertRefused(
          predictor,
          "f32",
          NdArrays.ofDoubles(Shape.of(2, 2)),
          f32 + " given an array of float64 [2, 2]");
      assertRefused(predictor, "f32", doubles, f32 + " given a tensor of DT_DOUBLE [2, 2]");
      assertRefused(predictor, "f32", floats, f32 + " given a tensor of DT_FLOAT [2, 3]");
      assertRefused(predictor, "f32", new float[2][3], f32 + " given values of [2, 3]");
      assertRefused(predictor, "f32", new float[2], f32 + " given values of [2]");
      assertRefused(predictor, "f32", 1f, f32 + " given values of []");
      assertRefused(predictor, "f32", new float[0][2], f32 + " given an empty float[][]");
      assertRefused(
          predictor,
          "f32",
          new float[][] {{1, 2}, {3}},
          f32 + " given a float[][] that is ragged, with 1 beside 2");
      assertRefused(
          predictor, "f32", new float[][] {{1, 2}, null}, f32 + " given a float[][] with a null");
      assertRefused(predictor, "f32", null, f32 + " given null");
      String text = "The input text of the signature serving_default takes DT_STRING [-1], but was";
      assertRefused(predictor, "text", new long[2], text + " given a long[]");
      assertRefused(predictor, "text", new byte[2], text + " given values of []");
      assertRefused(
          predictor, "text", NdArrays.vectorOf(1L), text + " given an array of int64 [1]");
    }
  }

  private static void assertRefused(
      SavedModelPredictor predictor, String input, Object value, String message) {
    Map<String, Object> inputs = new HashMap<>(ServedModels.allTypes());
    inputs.put(input, value);
    assertThatThrownBy(() -> predictor.predict(inputs))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(message);
  }

  @Test
  void refusesUnreadableOutputsBeforeTheModelRuns() {
    try (var predictor = SavedModelPredictor.load(ServedModels.folder("types"))) {
      assertThatThrownBy(() -> predictor.predict("complex", Map.of("x", new float[2])))
          .isInstanceOf(SavedModelException.class)
          .hasMessage(
              "y DT_COMPLEX64 [-1] of the signature complex of %s can't be a Java array. Read its"
                  + " tensor.",
              ServedModels.folder("types"));
    }
  }

  @Test
  void aModelThatFailsSaysWhy() {
    try (var predictor = SavedModelPredictor.load(ServedModels.folder("keras"))) {
      assertThatThrownBy(
              () ->
                  predictor.predict(
                      Map.of(
                          "user", new long[] {1, 2, 3},
                          "shop", new String[] {"north"},
                          "x", new float[2][3])))
          .isInstanceOf(SavedModelException.class)
          .hasMessageStartingWith(
              "The SavedModel %s fails on the signature serving_default: ",
              ServedModels.folder("keras"));
    }
  }

  @Test
  void theReadersErrorIsTheCallers() {
    try (var predictor = SavedModelPredictor.load(ServedModels.folder("types"))) {
      assertThatThrownBy(
              () ->
                  predictor.predict(
                      "any_rank",
                      Map.of("x", 1f),
                      outputs -> {
                        throw new IllegalStateException("mine");
                      }))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("mine");
    }
  }

  @Test
  void loadingRunsNoSignature() {
    try (var predictor = SavedModelPredictor.load(ServedModels.folder("types"))) {
      assertThat(predictor.predict("count", Map.of("by", new long[] {1})).get("calls").getObject(0))
          .isEqualTo(1L);
    }
  }

  @Test
  void leavesNoNativeObjects() {
    Map<String, Object> bad = new HashMap<>(ServedModels.allTypes());
    bad.put("u8", new byte[1]);
    try (var predictor = SavedModelPredictor.load(ServedModels.folder("types"))) {
      predictor.predict(ServedModels.allTypes());
      long before = Pointer.totalCount();
      for (int i = 0; i < 20; i++) {
        predictor.predict(ServedModels.allTypes());
        assertThatThrownBy(() -> predictor.predict(bad));
      }
      assertThat(Pointer.totalCount() - before).isLessThan(20);
    }
  }

  private static void assertClose(NdArray<?> actual, JsonElement expected) {
    float[][] rows = StdArrays.array2dCopyOf((FloatNdArray) actual);
    float[][] pythons = ServedModels.floats(expected);
    assertThat(rows).hasDimensions(pythons.length, pythons[0].length);
    for (int i = 0; i < rows.length; i++) {
      assertThat(rows[i]).containsExactly(pythons[i], within(1e-6f));
    }
  }

  private static List<String> values(NdArray<?> array) {
    return array
        .streamOfObjects()
        .map(value -> value instanceof Byte b ? Integer.valueOf(b & 0xff) : value)
        .map(SavedModelPredictorTest::text)
        .toList();
  }

  private static List<String> values(JsonElement element) {
    return element.isJsonArray()
        ? element.getAsJsonArray().asList().stream().flatMap(e -> values(e).stream()).toList()
        : List.of(
            element.getAsJsonPrimitive().isNumber()
                ? text(element.getAsDouble())
                : element.getAsString());
  }

  private static String text(Object value) {
    if (value instanceof byte[] string) {
      return new String(string, StandardCharsets.UTF_8);
    }
    return value instanceof Number n ? Double.toString(n.doubleValue()) : value.toString();
  }

  private static long[] longs(JsonElement numbers) {
    return numbers.getAsJsonArray().asList().stream().mapToLong(JsonElement::getAsLong).toArray();
  }

  private static String[] strings(JsonElement texts) {
    return texts.getAsJsonArray().asList().stream()
        .map(JsonElement::getAsString)
        .toArray(String[]::new);
  }
}
