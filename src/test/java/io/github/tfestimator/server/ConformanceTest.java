package io.github.tfestimator.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.protobuf.TextFormat;
import io.github.tfestimator.savedmodel.RequestTensors;
import io.github.tfestimator.savedmodel.TensorValues;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.ndarray.NdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.Example;
import org.tensorflow.proto.SignatureDef;

/**
 * Requests and answers of TensorFlow Serving's own conversion code, sent to models that answer with
 * their inputs.
 */
@Tag("medium")
class ConformanceTest {
  private static final Path CASES = Path.of("src/test/resources/tf-serving/cases.json");

  @TempDir static Path models;

  private static final Map<JsonObject, String> NAMES = new LinkedHashMap<>();
  private static TestServer server;

  @BeforeAll
  static void startServer() throws Exception {
    for (JsonObject test : cases("requests")) {
      if (test.get("signature_inputs").isJsonObject()) {
        NAMES.putIfAbsent(test.getAsJsonObject("signature_inputs"), "m" + NAMES.size());
      }
    }
    List<ModelConfig> configs = new ArrayList<>();
    for (Map.Entry<JsonObject, String> model : NAMES.entrySet()) {
      Path base = models.resolve(model.getValue());
      Map<String, DataType> inputs = new TreeMap<>();
      model
          .getKey()
          .asMap()
          .forEach((name, type) -> inputs.put(name, DataType.valueOf("DT_" + type.getAsString())));
      TestModels.writeIdentity(base.resolve("1"), inputs);
      configs.add(ModelConfig.of(model.getValue(), base));
    }
    server = TestServer.ready(ServerConfig.of(configs.toArray(ModelConfig[]::new)));
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  private static List<JsonObject> cases(String kind) throws IOException {
    return JsonParser.parseString(Files.readString(CASES))
        .getAsJsonObject()
        .getAsJsonArray(kind)
        .asList()
        .stream()
        .map(JsonElement::getAsJsonObject)
        .toList();
  }

  @TestFactory
  Stream<DynamicTest> requests() throws IOException {
    return cases("requests").stream()
        .map(
            test ->
                dynamicTest(
                    test.get("name").getAsString(),
                    () -> {
                      if (test.get("api").getAsString().equals("predict")) {
                        predicts(test);
                      } else {
                        makesExamples(test);
                      }
                    }));
  }

  private static void predicts(JsonObject test) throws Exception {
    String model = NAMES.get(test.getAsJsonObject("signature_inputs"));
    HttpResponse<String> answer =
        server.post("/v1/models/" + model + ":predict", test.get("body").getAsString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(test.get("http").getAsInt());
    JsonObject body = TestServer.json(answer).getAsJsonObject();
    if (answer.statusCode() != 200) {
      assertThat(body.keySet()).containsExactly("error");
      return;
    }
    Map<String, NdArray<?>> sent = arrays(test.get("request_proto").getAsString(), "inputs");
    JsonElement got = body.has("outputs") ? body.get("outputs") : body.get("predictions");
    assertThat(sent).hasSize(1);
    sent.forEach((name, array) -> assertSame(got, array, true));
  }

  /** The tensors of a text proto. */
  private static Map<String, NdArray<?>> arrays(String text, String field) throws Exception {
    // A message of TensorFlow's own that has a map of tensors, too.
    var signature = SignatureDef.newBuilder();
    TextFormat.merge(text.replaceAll("\\b" + field + " ?\\{ ?key", "defaults { key"), signature);
    Map<String, NdArray<?>> arrays = new TreeMap<>();
    try (var tensors = RequestTensors.of(signature.getDefaultsMap())) {
      tensors.byName().forEach((name, tensor) -> arrays.put(name, TensorValues.copy(tensor)));
    }
    return arrays;
  }

  private static void assertSame(JsonElement got, NdArray<?> expected, boolean binary) {
    if (expected.rank() > 0) {
      JsonArray list = got.getAsJsonArray();
      assertThat(list.size()).isEqualTo((int) expected.shape().get(0));
      for (int i = 0; i < list.size(); i++) {
        assertSame(list.get(i), expected.get(i), binary);
      }
      return;
    }
    Object value = expected.getObject();
    if (value instanceof byte[] bytes) {
      String text = new String(bytes, StandardCharsets.UTF_8);
      if (binary) {
        assertThat(Base64.getDecoder().decode(got.getAsJsonObject().get("b64").getAsString()))
            .isEqualTo(bytes);
      } else {
        assertThat(got.getAsString()).isEqualTo(text);
      }
    } else if (value instanceof Float number) {
      assertThat((float) got.getAsDouble()).isEqualTo(number);
    } else if (value instanceof Double number) {
      assertThat(got.getAsDouble()).isEqualTo(number);
    } else if (value instanceof Byte number) {
      assertThat(got.getAsInt()).isEqualTo(Byte.toUnsignedInt(number));
    } else if (value instanceof Boolean bool) {
      assertThat(got.getAsBoolean()).isEqualTo(bool);
    } else {
      assertThat(got.getAsLong()).isEqualTo(((Number) value).longValue());
    }
  }

  @SuppressWarnings("unchecked")
  private static void makesExamples(JsonObject test) throws Exception {
    byte[] body = test.get("body").getAsString().getBytes(StandardCharsets.UTF_8);
    var json = (Map<String, Object>) JsonReader.read(body, bytes -> {});
    if (test.get("http").getAsInt() != 200) {
      assertThatThrownBy(() -> ExampleRequest.examples(json, bytes -> {}))
          .isInstanceOfSatisfying(
              ApiException.class,
              e -> assertThat(e.code()).isEqualTo(ApiException.Code.INVALID_ARGUMENT));
      return;
    }
    List<Example> expected = new ArrayList<>();
    for (String text : test.get("request_proto").getAsString().split("examples \\{ ")) {
      if (text.startsWith("features")) {
        var example = Example.newBuilder();
        TextFormat.merge(balanced(text), example);
        expected.add(example.build());
      }
    }
    List<Example> actual = new ArrayList<>();
    for (byte[] example : ExampleRequest.examples(json, bytes -> {})) {
      actual.add(Example.parseFrom(example));
    }
    assertThat(actual).isEqualTo(expected);
  }

  /** Cuts the text after the brace that closes its first one. */
  private static String balanced(String text) {
    int depth = 0;
    for (int i = 0; i < text.length(); i++) {
      depth += text.charAt(i) == '{' ? 1 : text.charAt(i) == '}' ? -1 : 0;
      if (text.charAt(i) == '}' && depth == 0) {
        return text.substring(0, i + 1);
      }
    }
    throw new AssertionError(text);
  }

  @TestFactory
  Stream<DynamicTest> responses() throws IOException {
    return cases("responses").stream()
        .map(test -> dynamicTest(test.get("name").getAsString(), () -> responds(test)));
  }

  private static void responds(JsonObject test) throws Exception {
    String proto = test.get("response_proto").getAsString();
    String format = test.get("format").getAsString();
    String expected = test.get("json_text").getAsString();
    if (format.equals("classify")) {
      var labels =
          NdArrays.ofObjects(byte[].class, Shape.of(1, 2))
              .setObject("5".getBytes(StandardCharsets.UTF_8), 0, 0)
              .setObject("3".getBytes(StandardCharsets.UTF_8), 0, 1);
      var scores = NdArrays.ofFloats(Shape.of(1, 2)).setFloat(0.9f, 0, 0).setFloat(0.1f, 0, 1);
      String actual =
          new String(JsonOutputs.classifications(labels, scores), StandardCharsets.UTF_8);
      assertThat(actual).isEqualTo("{\"results\":[[[\"5\",0.9],[\"3\",0.1]]]}");
      assertThat(
              JsonParser.parseString(expected).getAsJsonObject().getAsJsonArray("results").get(0))
          .isEqualTo(
              JsonParser.parseString(actual).getAsJsonObject().getAsJsonArray("results").get(0));
      return;
    }
    Map<String, NdArray<?>> outputs = arrays(proto, "outputs");
    boolean rows = format.equals("row");
    if (expected.startsWith("ERROR 3")) {
      assertThatThrownBy(() -> JsonOutputs.predictions(outputs))
          .isInstanceOfSatisfying(
              ApiException.class,
              e -> assertThat(e.code()).isEqualTo(ApiException.Code.INVALID_ARGUMENT));
      return;
    }
    byte[] actual = rows ? JsonOutputs.predictions(outputs) : JsonOutputs.outputs(outputs);
    assertThat(singles(new String(actual, StandardCharsets.UTF_8), proto.contains("DT_DOUBLE")))
        .isEqualTo(singles(expected, proto.contains("DT_DOUBLE")));
  }

  /** JSON with all numbers in one form, those of single precision as such. */
  private static String singles(String json, boolean doubles) {
    return rounded(JsonParser.parseString(json), doubles).toString();
  }

  private static Object rounded(JsonElement json, boolean doubles) {
    if (json.isJsonArray()) {
      return json.getAsJsonArray().asList().stream().map(e -> rounded(e, doubles)).toList();
    }
    if (json.isJsonObject()) {
      Map<String, Object> members = new TreeMap<>();
      json.getAsJsonObject().asMap().forEach((name, e) -> members.put(name, rounded(e, doubles)));
      return members;
    }
    try {
      double value = json.getAsDouble();
      return doubles ? value : (Object) (float) value;
    } catch (NumberFormatException e) {
      return json.getAsString();
    }
  }
}
