package io.github.tfestimator.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The examples of TensorFlow Serving's documents, with its model y = x / 2 + 2. */
class RestExamplesTest {
  private static final String M = "/v1/models/M";

  @TempDir static Path models;

  private static TestServer server;

  @BeforeAll
  static void startServer() throws Exception {
    TestModels.writeHalfPlus(models.resolve("123"), 2);
    var config = new ModelConfig("M", models, new VersionPolicy.Latest(1), Map.of("stable", 123L));
    server = TestServer.ready(ServerConfig.of(config));
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        ":predict | {\"instances\":[[1.0,2.0],[3.0,4.0]]} | {\"predictions\":[[2.5,3.0],[3.5,4.0]]}",
        "/versions/123:predict | {\"instances\":[1.0,2.0]} | {\"predictions\":[2.5,3.0]}",
        "/labels/stable:predict | {\"instances\":[1.0,2.0]} | {\"predictions\":[2.5,3.0]}",
        ":predict | {\"signature_name\":\"serving_default\",\"inputs\":[3.0,4.0]} | {\"outputs\":[3.5,4.0]}",
        ":regress | {\"signature_name\":\"regress_x_to_y\",\"examples\":[{\"x\":80.0}]} | {\"results\":[42.0]}",
        ":classify | {\"signature_name\":\"classify_x_to_y\",\"examples\":[{\"x\":20.0}]} | {\"results\":[[[\"\",12.0]]]}",
        ":PREDICT | {\"instances\":[1.0]} | {\"predictions\":[2.5]}",
      })
  void answers(String path, String body, String expected) throws Exception {
    var answer = server.post(M + path, body);
    assertThat(answer.body()).isEqualTo(expected);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /v1/models/half, 404",
    "GET, /v1/models/M/versions/99, 404",
    "POST, /v1/models/half:predict, 404",
    "POST, /v1/models/M/versions/50:predict, 404",
    "GET, /v1/models/M/labels/nonexistent, 200",
    "POST, /v1/models/M/labels/nope:predict, 400",
    "GET, /v1/foo, 400",
    "GET, /v1/models/M:predict, 400",
    "POST, /v1/models/M/metadata, 400",
    "POST, /v1/models/M/versions/18446744073709551615:predict, 400",
    "POST, /v1/models/M:predict?x=1, 400",
    "POST, /V1/MODELS/M:PREDICT, 200",
    "POST, /v1/models/%4D:predict, 200",
    "GET, /elsewhere, 404",
    "DELETE, /v1/models/M, 400",
    "OPTIONS, /v1/models/M, 400",
  })
  void answersWithTheStatus(String method, String path, int status) throws Exception {
    var request =
        HttpRequest.newBuilder(server.uri(path))
            .method(method, HttpRequest.BodyPublishers.ofString("{\"instances\":[1.0]}"));
    if (!method.equals("POST")) {
      request.method(method, HttpRequest.BodyPublishers.noBody());
    }
    var answer = server.send(request.build());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
  }

  @Test
  void anEmptyBodyIsWrongBeforeTheModelIs() throws Exception {
    assertThat(server.post("/v1/models/half:predict", "").statusCode()).isEqualTo(400);
  }

  @Test
  void statusIsAsTensorFlowServings() throws Exception {
    assertThat(TestServer.json(server.get(M)))
        .isEqualTo(
            JsonParser.parseString(
                """
                {"model_version_status":[{"version":"123","state":"AVAILABLE",
                 "status":{"error_code":"OK","error_message":""}}]}"""));
  }

  @Test
  void metadataIsAsTensorFlowServings() throws Exception {
    var metadata = TestServer.json(server.get(M + "/metadata")).getAsJsonObject();
    assertThat(metadata.get("model_spec"))
        .isEqualTo(JsonParser.parseString("{'name':'M','signature_name':'','version':'123'}"));
    assertThat(
            metadata
                .getAsJsonObject("metadata")
                .getAsJsonObject("signature_def")
                .getAsJsonObject("signature_def")
                .get("serving_default"))
        .isEqualTo(
            JsonParser.parseString(
                """
                {"inputs":{"x":{"dtype":"DT_FLOAT","tensor_shape":{"dim":[],"unknown_rank":true},
                 "name":"x:0"}},
                 "outputs":{"y":{"dtype":"DT_FLOAT","tensor_shape":{"dim":[],"unknown_rank":true},
                 "name":"y:0"}},
                 "method_name":"tensorflow/serving/predict","defaults":{}}"""));
  }

  @Test
  void errorsOfHttpAreJsonToo() throws Exception {
    var request = HttpRequest.newBuilder(server.uri(M)).header("X-Large", "x".repeat(20_000));
    var answer = server.send(request.build());
    assertThat(answer.statusCode()).isEqualTo(431);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
    assertThat(answer.body()).isEqualTo("{\"error\":\"Request Header Fields Too Large\"}");
  }

  @Test
  void listsAllModels() throws Exception {
    assertThat(server.get("/v1/models").body()).contains("\"name\":\"M\"", "AVAILABLE");
  }

  @Test
  void countsUnderTensorFlowServingsNames() throws Exception {
    server.post(M + ":predict", "{\"instances\":[1.0]}");
    server.post(M + ":predict", "{\"instances\":[\"x\"]}");
    assertThat(server.get("/monitoring/prometheus/metrics").body())
        .containsPattern(":tensorflow:serving:request_count\\{model_name=\"M\",status=\"OK\"} \\d")
        .containsPattern(
            ":tensorflow:serving:request_count\\{model_name=\"M\",status=\"INVALID_ARGUMENT\"} \\d")
        .containsPattern(
            ":tensorflow:serving:request_latency_bucket\\{API=\"predict\",entrypoint=\"REST\",model_name=\"M\",le=\"18.0\"} \\d")
        .containsPattern(
            ":tensorflow:serving:runtime_latency_count\\{API=\"predict\",model_name=\"M\",runtime=\"TF1\"} \\d")
        .contains(
            "model_server_versions{model_name=\"M\"} 1.0",
            "model_server_queue_length{model_name=\"M\"} 0.0",
            "jvm_memory_used_bytes");
  }
}
