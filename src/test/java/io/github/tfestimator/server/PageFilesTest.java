package io.github.tfestimator.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.github.tfestimator.checkpoint.CheckpointReader;
import io.github.tfestimator.checkpoint.VariableInfo;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.DataType;

/** The page's files and the description of a model, without a browser. */
@Tag("slow")
class PageFilesTest {
  private static final Path DIGITS = Path.of("savedmodel/digits");

  @TempDir static Path folder;
  private static TestServer server;

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    TestModels.writeIdentity(folder.resolve("types/1"), Map.of("x", DataType.DT_FLOAT));
    Path token = Files.writeString(folder.resolve("token"), "secret");
    server =
        TestServer.ready(
            ServerConfig.of(
                    ModelConfig.of("digits", DIGITS),
                    ModelConfig.of("types", folder.resolve("types")))
                .withToken(token));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void filesNeedNoTokenAndLetNothingElseIn() throws IOException, InterruptedException {
    HttpResponse<String> page = server.get("/");
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.headers().map())
        .containsKeys("content-security-policy", "referrer-policy", "x-content-type-options")
        .doesNotContainKey("set-cookie");
    assertThat(page.headers().firstValue("content-security-policy").orElseThrow())
        .startsWith("default-src 'none'; script-src 'self'; style-src 'self';")
        .doesNotContain("unsafe");
    var links = Pattern.compile("(?:src|href)=\"([^\"]+\\.(?:js|css))\"").matcher(page.body());
    assertThat(links.results().map(link -> link.group(1)))
        .containsExactly("page.css", "page.js")
        .allSatisfy(file -> assertThat(server.get("/" + file).statusCode()).isEqualTo(200));
  }

  @Test
  void scriptsImportOnlyOneAnother() throws IOException, InterruptedException {
    for (String script : new String[] {"page", "api", "drawing", "inside", "files"}) {
      HttpResponse<String> answer = server.get("/" + script + ".js");
      assertThat(answer.headers().firstValue("content-type"))
          .hasValue("text/javascript;charset=utf-8");
      var imports = Pattern.compile("from \"([^\"]+)\"").matcher(answer.body());
      assertThat(imports.results().map(match -> match.group(1)))
          .allSatisfy(
              file -> assertThat(server.get(file.substring(1)).statusCode()).isEqualTo(200));
    }
  }

  @Test
  void aDescriptionNeedsTheToken() throws IOException, InterruptedException {
    assertThat(server.get("/v1/models/digits/about").statusCode()).isEqualTo(401);
  }

  @Test
  void aDescriptionHasTheWeightsOfTheFirstLayer() throws Exception {
    String version = about("digits").get("version").getAsString();
    JsonObject about = about("digits/versions/" + version);
    JsonObject filters = about.getAsJsonObject("first_convolution");
    Map<String, VariableInfo> variables =
        CheckpointReader.open(DIGITS.resolve(version).resolve("variables/variables"))
            .variables()
            .stream()
            .collect(Collectors.toMap(VariableInfo::name, Function.identity()));
    assertThat(sha256(filters.getAsJsonArray("kernel")))
        .isEqualTo(variables.get("conv2d/kernel").sha256());
    assertThat(sha256(filters.getAsJsonArray("bias")))
        .isEqualTo(variables.get("conv2d/bias").sha256());
    assertThat(filters.getAsJsonArray("shape")).hasToString("[5,5,1,32]");
    assertThat(about.getAsJsonArray("classes")).hasSize(10);
    assertThat(about.getAsJsonObject("card").getAsJsonObject("scaler").get("kind").getAsString())
        .isEqualTo("unit");
  }

  private static JsonObject about(String model) throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(server.uri("/v1/models/" + model + "/about"))
            .header("Authorization", "Bearer secret")
            .build();
    HttpResponse<String> answer = server.send(request);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return TestServer.json(answer).getAsJsonObject();
  }

  private static String sha256(JsonArray floats) throws NoSuchAlgorithmException {
    var bytes = ByteBuffer.allocate(4 * floats.size()).order(ByteOrder.LITTLE_ENDIAN);
    for (JsonElement value : floats) {
      bytes.putFloat(value.getAsFloat());
    }
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes.array()));
  }

  @Test
  void aForeignModelHasNameAndVersionAlone() throws IOException, InterruptedException {
    assertThat(about("types").keySet()).containsExactly("name", "version");
  }
}
