package io.github.tfestimator.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.protobuf.DynamicMessage;
import io.grpc.Status;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.DataType;

/** TensorFlow Serving's gRPC API by gRPC's own client and protobuf's own reader and writer. */
@Tag("medium")
class GrpcTest {
  private static final String HALF = "model_spec { name: \"half\" } ";
  private static final String X =
      "inputs { key: \"x\" value { dtype: DT_FLOAT tensor_shape { dim { size: 2 } } float_val: [1, 2] } } ";
  private static final String EXAMPLE =
      "features { feature { key: \"x\" value { float_list { value: %s } } } }";

  @TempDir static Path folder;

  private static TestServer server;
  private static GrpcClient client;

  @BeforeAll
  static void start() throws Exception {
    TestModels.writeHalfPlus(folder.resolve("half/1"), 1);
    TestModels.writeHalfPlus(folder.resolve("half/123"), 2);
    Map<String, DataType> inputs = new LinkedHashMap<>();
    inputs.put("f", DataType.DT_FLOAT);
    inputs.put("d", DataType.DT_DOUBLE);
    inputs.put("i", DataType.DT_INT32);
    inputs.put("l", DataType.DT_INT64);
    inputs.put("u", DataType.DT_UINT8);
    inputs.put("b", DataType.DT_BOOL);
    inputs.put("s", DataType.DT_STRING);
    TestModels.writeIdentity(folder.resolve("same/7"), inputs);
    server =
        TestServer.ready(
            ServerConfig.of(
                    new ModelConfig(
                        "half",
                        folder.resolve("half"),
                        new VersionPolicy.All(),
                        Map.of("stable", 1L)),
                    ModelConfig.of("same", folder.resolve("same")))
                .withGrpc(0));
    TestServer.await(() -> client().call("GetModelStatus", HALF).contains("version: 1 state: 30"));
  }

  private static GrpcClient client() {
    if (client == null) {
      client = new GrpcClient(server);
    }
    return client;
  }

  @AfterAll
  static void stop() {
    client.close();
    server.close();
  }

  private static String spec(String name, String version, String signature) {
    return "model_spec { name: \"%s\" version { value: %s } signature_name: \"%s\" }"
        .formatted(name, version, signature);
  }

  @Test
  void predictAnswersWithTheEffectiveModelSpec() {
    assertThat(client.call("Predict", HALF + X))
        .isEqualTo(
            "outputs { key: \"y\" value { dtype: DT_FLOAT tensor_shape { dim { size: 2 } } float_val: 2.5 float_val: 3.0 } } "
                + spec("half", "123", "serving_default"));
  }

  @Test
  void versionsAndLabelsChoose() {
    assertThat(client.call("Predict", "model_spec { name: \"half\" version { value: 1 } } " + X))
        .contains("float_val: 1.5 float_val: 2.0", "version { value: 1 }");
    assertThat(
            client.call("Predict", "model_spec { name: \"half\" version_label: \"stable\" } " + X))
        .contains("float_val: 1.5 float_val: 2.0", "version { value: 1 }");
  }

  private static String tensor(String name, String type, String values) {
    return "inputs { key: \"%s\" value { dtype: %s tensor_shape { dim { size: 2 } } %s } } "
        .formatted(name, type, values);
  }

  private static String same(String f, String d, String i, String l, String u, String b, String s) {
    return "model_spec { name: \"same\" } "
        + tensor("f", "DT_FLOAT", f)
        + tensor("d", "DT_DOUBLE", d)
        + tensor("i", "DT_INT32", i)
        + tensor("l", "DT_INT64", l)
        + tensor("u", "DT_UINT8", u)
        + tensor("b", "DT_BOOL", b)
        + tensor("s", "DT_STRING", s);
  }

  private static void assertSame(DynamicMessage answer, String... values) {
    String text = ServingMessages.text(answer);
    for (String value : values) {
      assertThat(text).contains(" tensor_shape { dim { size: 2 } } " + value + " }");
    }
  }

  private static final String[] VALUES = {
    "float_val: 0.1 float_val: -Infinity",
    "double_val: 1.0E-300 double_val: NaN",
    "int_val: -1 int_val: 2147483647",
    "int64_val: -9223372036854775808 int64_val: 5",
    "int_val: 255 int_val: 0",
    "bool_val: true bool_val: false",
    "string_val: \"\\377\\000\" string_val: \"a\""
  };

  @Test
  void typedFieldsComeBackAsTheyWere() {
    var request =
        ServingMessages.parse(
            "PredictRequest",
            same(
                "float_val: [0.1, -inf]",
                "double_val: [1e-300, nan]",
                "int_val: [-1, 2147483647]",
                "int64_val: [-9223372036854775808, 5]",
                "int_val: [255, 0]",
                "bool_val: [true, false]",
                "string_val: [\"\\377\\000\", \"a\"]"));
    assertSame(client.message("Predict", request), VALUES);
  }

  @Test
  void tensorContentIsRead() {
    assertSame(
        client.message(
            "Predict",
            same(
                "tensor_content: \"\\315\\314\\314\\075\\000\\000\\200\\377\"",
                "tensor_content: \"\\131\\363\\370\\302\\037\\156\\245\\001\\000\\000\\000\\000\\000\\000\\370\\177\"",
                "tensor_content: \"\\377\\377\\377\\377\\377\\377\\377\\177\"",
                "tensor_content: \"\\000\\000\\000\\000\\000\\000\\000\\200\\005\\000\\000\\000\\000\\000\\000\\000\"",
                "tensor_content: \"\\377\\000\"",
                "tensor_content: \"\\001\\000\"",
                "tensor_content: \"\\002\\001\\377\\000a\"")),
        VALUES);
  }

  @Test
  void shortFieldsRepeatAndLongOnesAreCutOff() {
    assertSame(
        client.message(
            "Predict",
            same(
                "float_val: 3",
                "double_val: [1, 2, 3]",
                "",
                "int64_val: 9",
                "int_val: 7",
                "bool_val: true",
                "string_val: \"z\"")),
        "float_val: 3.0 float_val: 3.0",
        "double_val: 1.0 double_val: 2.0",
        "int_val: 0 int_val: 0",
        "int64_val: 9 int64_val: 9",
        "int_val: 7 int_val: 7",
        "bool_val: true bool_val: true",
        "string_val: \"z\" string_val: \"z\"");
  }

  @Test
  void theFilterRestrictsTheOutputs() {
    String request = same("", "", "", "", "", "", "") + "output_filter: [\"l\", \"s_bytes\"]";
    assertThat(client.call("Predict", request))
        .contains("key: \"l\"", "key: \"s_bytes\"")
        .doesNotContain("key: \"f\"", "key: \"u\"");
  }

  @Test
  void classifyAndRegressAnswerAsRestDoes() throws Exception {
    String input =
        " input { example_list { examples { %s } examples { %s } } }"
            .formatted(EXAMPLE.formatted("20"), EXAMPLE.formatted("0.3"));
    assertThat(client.call("Classify", spec("half", "123", "classify_x_to_y") + input))
        .isEqualTo(
            "result { classifications { classes { score: 12.0 } } classifications { classes { score: 2.15 } } } "
                + spec("half", "123", "classify_x_to_y"));
    assertThat(client.call("Regress", spec("half", "123", "regress_x_to_y") + input))
        .isEqualTo(
            "result { regressions { value: 12.0 } regressions { value: 2.15 } } "
                + spec("half", "123", "regress_x_to_y"));
    String rest = "{\"signature_name\":\"regress_x_to_y\",\"examples\":[{\"x\":20.0},{\"x\":0.3}]}";
    assertThat(server.post("/v1/models/half:regress", rest).body())
        .isEqualTo("{\"results\":[12.0,2.15]}");
  }

  @Test
  void anExamplesFeatureStandsOverTheContexts() {
    String input =
        " input { example_list_with_context { examples { } examples { %s } context { %s } } }"
            .formatted(EXAMPLE.formatted("20"), EXAMPLE.formatted("4"));
    assertThat(client.call("Regress", spec("half", "123", "regress_x_to_y") + input))
        .startsWith("result { regressions { value: 4.0 } regressions { value: 12.0 } }");
  }

  @Test
  void metadataHasTheSignatures() throws Exception {
    DynamicMessage answer =
        client.message("GetModelMetadata", HALF + "metadata_field: \"signature_def\"");
    assertThat(ServingMessages.text(answer))
        .startsWith("model_spec { name: \"half\" version { value: 123 } }");
    var descriptor = ServingMessages.descriptor("GetModelMetadataResponse");
    var entry = (DynamicMessage) answer.getRepeatedField(descriptor.findFieldByName("metadata"), 0);
    var value =
        (DynamicMessage) entry.getField(entry.getDescriptorForType().findFieldByName("value"));
    Any any = Any.parseFrom(value.toByteString());
    assertThat(any.getTypeUrl())
        .isEqualTo("type.googleapis.com/tensorflow.serving.SignatureDefMap");
    var map =
        DynamicMessage.parseFrom(ServingMessages.descriptor("SignatureDefMap"), any.getValue());
    assertThat(ServingMessages.text(map))
        .contains(
            "key: \"regress_x_to_y\"",
            "key: \"serving_default\" value { inputs { key: \"x\" value { name: \"x:0\" dtype: DT_FLOAT");
  }

  @Test
  void statusTellsTheVersionsStates() {
    assertThat(client.call("GetModelStatus", HALF))
        .isEqualTo(
            "model_version_status { version: 123 state: 30 status { } } model_version_status { version: 1 state: 30 status { } }");
    assertThat(client.call("GetModelStatus", "model_spec { name: \"half\" version { value: 1 } }"))
        .isEqualTo("model_version_status { version: 1 state: 30 status { } }");
  }

  @Test
  void healthIsServing() {
    assertThat(client.call("Check", "")).isEqualTo("status: 1");
    assertThat(client.call("Check", "service: \"tensorflow.serving.PredictionService\""))
        .isEqualTo("status: 1");
    assertThat(client.error("Check", "service: \"other\"").getCode())
        .isEqualTo(Status.Code.NOT_FOUND);
  }

  private static void assertError(String method, String request, Status.Code code, String... text) {
    Status error = client.error(method, request);
    assertThat(error.getCode()).describedAs("%s", error).isEqualTo(code);
    assertThat(error.getDescription()).contains(text);
    assertThat(error.getDescription()).doesNotContain(folder.toString(), "\tat ");
  }

  @Test
  void errorsHaveTensorFlowServingsCodes() {
    assertError("Predict", X, Status.Code.INVALID_ARGUMENT, "Missing ModelSpec");
    assertError("Predict", "model_spec { }", Status.Code.INVALID_ARGUMENT, "no name specified");
    assertError("Predict", "model_spec { name: \"no\" }", Status.Code.NOT_FOUND, "no");
    assertError("GetModelStatus", "model_spec { name: \"no\" }", Status.Code.NOT_FOUND, "no");
    assertError("Predict", spec("half", "5", "") + X, Status.Code.NOT_FOUND, "5", "123");
    assertError(
        "Predict",
        "model_spec { name: \"half\" version_label: \"nope\" }" + X,
        Status.Code.INVALID_ARGUMENT,
        "nope");
    assertError(
        "Predict",
        spec("half", "123", "nope") + X,
        Status.Code.FAILED_PRECONDITION,
        "Serving signature key \"nope\" not found",
        "serving_default");
    assertError(
        "Predict",
        HALF,
        Status.Code.INVALID_ARGUMENT,
        "input size does not match signature: 0!=1",
        "Missing but required: [x]");
    assertError(
        "Predict",
        HALF + X + "output_filter: [\"y\", \"y\"]",
        Status.Code.INVALID_ARGUMENT,
        "duplicate output tensor alias: \"y\"");
    assertError(
        "Predict",
        HALF + X + "output_filter: \"z\"",
        Status.Code.INVALID_ARGUMENT,
        "output tensor alias not found in signature: \"z\"",
        "[y]");
    assertError(
        "Regress",
        spec("half", "123", "regress_x_to_y"),
        Status.Code.INVALID_ARGUMENT,
        "Input is empty");
    assertError(
        "Regress",
        spec("half", "123", "classify_x_to_y") + "input { example_list { examples { } } }",
        Status.Code.INVALID_ARGUMENT,
        "must have tensorflow/serving/regress");
    assertError(
        "GetModelMetadata", HALF, Status.Code.INVALID_ARGUMENT, "at least one metadata_field");
    assertError(
        "GetModelMetadata",
        HALF + "metadata_field: \"nope\"",
        Status.Code.INVALID_ARGUMENT,
        "\"nope\" is not supported");
    assertError("MultiInference", HALF, Status.Code.UNIMPLEMENTED, "MultiInference");
    assertError("HandleReloadConfigRequest", "", Status.Code.UNIMPLEMENTED, "HandleReload");
  }

  private static void assertBadTensor(String tensor, Status.Code code, String... text) {
    assertError(
        "Predict", HALF + "inputs { key: \"x\" value { %s } }".formatted(tensor), code, text);
  }

  @Test
  void tensorsThatCannotBeAreNamed() {
    String one = "tensor_shape { dim { size: %s } } ";
    assertBadTensor("dtype: DT_DOUBLE", Status.Code.INVALID_ARGUMENT, "float64", "DT_FLOAT");
    assertBadTensor("", Status.Code.INVALID_ARGUMENT, "x", "DT_INVALID");
    assertBadTensor("dtype: DT_HALF", Status.Code.UNIMPLEMENTED, "DT_HALF");
    assertBadTensor(
        "dtype: DT_FLOAT " + one.formatted(-1), Status.Code.INVALID_ARGUMENT, "dimension of -1");
    assertBadTensor(
        "dtype: DT_FLOAT tensor_shape { unknown_rank: true }",
        Status.Code.INVALID_ARGUMENT,
        "unknown rank");
    assertBadTensor(
        "dtype: DT_FLOAT " + one.formatted(3) + "tensor_content: \"1234\"",
        Status.Code.INVALID_ARGUMENT,
        "3 values of float32",
        "4 bytes");
    assertBadTensor(
        "dtype: DT_FLOAT " + one.formatted("9223372036854775807").repeat(2),
        Status.Code.INVALID_ARGUMENT,
        "larger than an array");
    // A few bytes on the wire that would be gigabytes.
    assertBadTensor(
        "dtype: DT_FLOAT float_val: 1 " + one.formatted(2_000_000_000),
        Status.Code.RESOURCE_EXHAUSTED,
        "memory");
  }
}
