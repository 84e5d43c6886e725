package io.github.tfestimator.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfestimator.serving.ServingConfig;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hostile and careless clients. */
@Tag("medium")
class ServerLimitsTest {
  private static final String PREDICT = "/v1/models/half/versions/1:predict";
  private static final String GOOD = "{\"instances\":[1.0]}";
  private static final String ANSWER = "{\"predictions\":[2.5]}";
  private static final int MAX_BODY = 1 << 20;
  private static final Duration TIMEOUT = Duration.ofSeconds(3);

  @TempDir static Path folder;

  private static TestServer server;

  @BeforeAll
  static void startServer() throws Exception {
    TestModels.writeHalfPlus(folder.resolve("half/1"), 2);
    var limits = new Limits(8, 1_000, MAX_BODY, TIMEOUT, Duration.ofSeconds(5));
    server =
        TestServer.ready(
            TestServer.config("half", folder.resolve("half"))
                .withLimits(limits)
                .withAccessLog(folder.resolve("access.jsonl"))
                .withPredictionLog(folder.resolve("predictions.jsonl"), 1));
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  private static void assertServes() throws Exception {
    HttpResponse<String> answer = server.post(PREDICT, GOOD);
    assertThat(answer.body()).isEqualTo(ANSWER);
  }

  @Test
  void clientsThatStopInMidBodyHoldNobodyUp() throws Exception {
    List<Socket> stuck = new ArrayList<>();
    try {
      for (int i = 0; i < 500; i++) {
        stuck.add(halfSent());
      }
      long began = System.nanoTime();
      assertServes();
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(TIMEOUT);
      assertThat(read(stuck.get(0))).startsWith("HTTP/1.1 408 ");
    } finally {
      for (Socket socket : stuck) {
        socket.close();
      }
    }
    assertServes();
  }

  @Test
  void connectionsThatAreDroppedHoldNobodyUp() throws Exception {
    for (int i = 0; i < 10_000; i++) {
      new Socket("127.0.0.1", server.port()).close();
    }
    long began = System.nanoTime();
    assertServes();
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(TIMEOUT);
  }

  private static Socket halfSent() throws IOException {
    var socket = new Socket("127.0.0.1", server.port());
    String request =
        "POST %s HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{\"inst".formatted(PREDICT);
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  private static String read(Socket socket) throws IOException {
    return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  @Test
  void aLargeBodyIsRefused() throws Exception {
    byte[] body = new byte[MAX_BODY + 1];
    assertThat(server.post(PREDICT, body).statusCode()).isEqualTo(413);
    assertServes();
  }

  @Test
  void aLargeBodyWithoutLengthIsRefused() throws Exception {
    try (var socket = new Socket("127.0.0.1", server.port())) {
      String head =
          "POST %s HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n".formatted(PREDICT);
      socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
      byte[] chunk =
          ("10000\r\n" + " ".repeat(1 << 16) + "\r\n").getBytes(StandardCharsets.US_ASCII);
      try {
        for (int i = 0; i <= MAX_BODY >> 16; i++) {
          socket.getOutputStream().write(chunk);
        }
      } catch (IOException e) {
        // It has answered and closed already.
      }
      byte[] start = socket.getInputStream().readNBytes(12);
      assertThat(new String(start, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 413");
    }
    assertServes();
  }

  @Test
  void gzipIsTakenButNoBomb() throws Exception {
    assertThat(server.post(PREDICT, gzip(GOOD.getBytes()), "Content-Encoding", "gzip").body())
        .isEqualTo(ANSWER);
    HttpResponse<String> bomb =
        server.post(PREDICT, gzip(new byte[100 << 20]), "Content-Encoding", "gzip");
    assertThat(bomb.statusCode()).isEqualTo(400);
    assertThat(bomb.body()).contains("more than 1048576 bytes once it is decompressed");
    assertThat(server.post(PREDICT, GOOD.getBytes(), "Content-Encoding", "gzip").statusCode())
        .isEqualTo(400);
    assertThat(server.post(PREDICT, GOOD.getBytes(), "Content-Encoding", "br").statusCode())
        .isEqualTo(400);
    assertServes();
  }

  private static byte[] gzip(byte[] content) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var out = new GZIPOutputStream(bytes)) {
      out.write(content);
    }
    return bytes.toByteArray();
  }

  @Test
  void nestedBracketsAreRefused() throws Exception {
    for (String open : List.of("[", "{\"a\":", "{\"instances\":")) {
      HttpResponse<String> answer = server.post(PREDICT, open.repeat(50_000));
      assertThat(answer.statusCode()).isEqualTo(400);
      assertThat(answer.body()).contains("levels of brackets");
    }
  }

  @Test
  void whatIsNoUtf8IsRefused() throws Exception {
    byte[] body = {'{', '"', (byte) 0xff, '"', ':', '1', '}'};
    HttpResponse<String> answer = server.post(PREDICT, body);
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("isn't UTF-8");
  }

  @Test
  void namesArePartsOfNoPath() throws Exception {
    for (String name : List.of("../half", "..", "half/../half", "/etc", "%", "a\u0000b")) {
      String path = "/v1/models/" + URLEncoder.encode(name, StandardCharsets.UTF_8) + ":predict";
      HttpResponse<String> answer = server.post(path, GOOD);
      assertThat(answer.statusCode()).as(name).isIn(400, 404);
      assertThat(answer.body()).doesNotContain(folder.toString());
    }
  }

  @Test
  void errorsTellNoPathsOfTheServer() throws Exception {
    for (String body :
        List.of(
            "{\"instances\":[\"a\"]}",
            "{\"instances\":[1],\"signature_name\":\"none\"}",
            "{\"instances\":[1],\"signature_name\":\"classify_x_to_y\"}")) {
      HttpResponse<String> answer = server.post(PREDICT, body);
      assertThat(answer.statusCode()).isEqualTo(400);
      assertThat(answer.body())
          .startsWith("{\"error\":\"")
          .doesNotContain(folder.toString(), "Exception", "\tat ");
    }
  }

  @Test
  void manyRequestsAtATimeGet429OrAnAnswer() throws Exception {
    List<Integer> statuses = Collections.synchronizedList(new ArrayList<>());
    List<Thread> clients = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      clients.add(
          new Thread(
              () -> {
                try {
                  HttpResponse<String> answer = server.post(PREDICT, GOOD);
                  statuses.add(answer.statusCode());
                  if (answer.statusCode() == 429) {
                    assertThat(answer.headers().firstValue("Retry-After")).contains("1");
                  }
                } catch (IOException | InterruptedException e) {
                  statuses.add(0);
                }
              }));
    }
    clients.forEach(Thread::start);
    for (Thread client : clients) {
      client.join();
    }
    assertThat(statuses).hasSize(64).contains(200);
    assertThat(statuses).allMatch(status -> status == 200 || status == 429);
    assertServes();
  }

  @Test
  void errorsOfHttpAreJsonToo() throws Exception {
    try (var socket = new Socket("127.0.0.1", server.port())) {
      socket
          .getOutputStream()
          .write(
              ("GET / HTTP/1.1\r\nHost: x\r\nX-Large: " + "x".repeat(20_000) + "\r\n\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
      byte[] start = socket.getInputStream().readNBytes(12);
      assertThat(new String(start, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 431");
    }
    assertServes();
  }

  @Test
  void requestIdsAreTheClientsOrNew() throws Exception {
    HttpResponse<String> named = server.post(PREDICT, GOOD.getBytes(), "X-Request-Id", "order-17");
    assertThat(named.headers().firstValue("X-Request-Id")).contains("order-17");
    HttpResponse<String> odd = server.post(PREDICT, GOOD.getBytes(), "X-Request-Id", "a b");
    assertThat(odd.headers().firstValue("X-Request-Id").orElseThrow()).hasSize(36);
    TestServer.await(() -> contains("access.jsonl", "\"order-17\""));
    assertThat(Files.readString(folder.resolve("access.jsonl")))
        .contains("\"method\":\"POST\",\"path\":\"" + PREDICT + "\",\"status\":200");
    TestServer.await(() -> contains("predictions.jsonl", "\"order-17\""));
    assertThat(Files.readString(folder.resolve("predictions.jsonl")))
        .contains(
            "\"model\":\"half\",\"version\":1,\"api\":\"predict\",\"signature\":\"serving_default\"",
            "\"answer\":{\"predictions\":[2.5]}");
  }

  @Test
  void theAccessLogHasTheSizeOfABodyWithoutLength() throws Exception {
    HttpRequest chunked =
        HttpRequest.newBuilder(server.uri(PREDICT))
            .header("X-Request-Id", "chunked-1")
            .POST(
                HttpRequest.BodyPublishers.ofInputStream(
                    () -> new ByteArrayInputStream(GOOD.getBytes(StandardCharsets.US_ASCII))))
            .build();
    assertThat(server.send(chunked).body()).isEqualTo(ANSWER);
    TestServer.await(() -> contains("access.jsonl", "\"chunked-1\""));
    assertThat(Files.readAllLines(folder.resolve("access.jsonl")))
        .filteredOn(line -> line.contains("\"chunked-1\""))
        .singleElement()
        .asString()
        .contains("\"bytes_in\":19,");
  }

  private static boolean contains(String file, String text) {
    try {
      return Files.readString(folder.resolve(file)).contains(text);
    } catch (IOException e) {
      return false;
    }
  }

  /** Small bodies of many values, and bodies that end as their time does, leave no memory taken. */
  @Test
  void memoryIsBoundedAndGivenBack() throws Exception {
    byte[] maps = gzip(("{\"instances\":[" + "{\"\":0},".repeat(120_000) + "1]}").getBytes());
    byte[] gzip = gzip(" ".repeat(MAX_BODY).getBytes());
    var limits = new Limits(8, 1_000, MAX_BODY, Duration.ofMillis(100), Duration.ofSeconds(5));
    try (TestServer quick =
        TestServer.ready(TestServer.config("half", folder.resolve("half")).withLimits(limits))) {
      for (int i = 0; i < 30; i++) {
        quick.post(PREDICT, maps, "Content-Encoding", "gzip");
        try (var socket = new Socket("127.0.0.1", quick.port())) {
          String head =
              "POST %s HTTP/1.1\r\nHost: x\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n"
                  .formatted(PREDICT, gzip.length);
          socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
          socket.getOutputStream().write(gzip, 0, gzip.length - 1);
          Thread.sleep(90 + i % 10 * 2);
          socket.getOutputStream().write(gzip, gzip.length - 1, 1);
          socket.getInputStream().read();
        } catch (IOException e) {
          // It has answered and closed already.
        }
      }
      TestServer.await(() -> metrics(quick).contains("model_server_taken_memory_bytes 0.0"));
    }
  }

  private static String metrics(TestServer server) {
    try {
      return server.get("/monitoring/prometheus/metrics").body();
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void microBatchesAreMeasured() throws Exception {
    var config =
        TestServer.config("half", folder.resolve("half"))
            .withServing(ServingConfig.defaults().withMicroBatches(8));
    try (TestServer batching = TestServer.ready(config)) {
      for (int i = 0; i < 3; i++) {
        assertThat(batching.post(PREDICT, GOOD).body()).isEqualTo(ANSWER);
      }
      assertThat(metrics(batching))
          .contains(
              ":tensorflow:serving:batching_session:processed_batch_size_bucket{model_name=\"half\",le=\"1.0\"} 3",
              ":tensorflow:serving:batching_session:processed_batch_size_sum{model_name=\"half\"} 3.0",
              ":tensorflow:serving:batching_session:queuing_latency_count{model_name=\"half\"} 3",
              "model_server_queue_length{model_name=\"half\"} 0.0");
    }
  }

  @Test
  void aRequestThatIsTooLateGets504AndIsCountedOnce() throws Exception {
    TestModels.writeSlow(folder.resolve("slow/1"));
    var limits = new Limits(1, 1_000, MAX_BODY, Duration.ofMillis(300), Duration.ofSeconds(1));
    TestServer late =
        TestServer.ready(TestServer.config("slow", folder.resolve("slow")).withLimits(limits));
    try (late) {
      String body = "{\"instances\":[3.0]}";
      assertThat(late.post("/v1/models/slow:predict", body).statusCode()).isEqualTo(504);
      assertThat(late.post("/v1/models/slow:predict", body).statusCode()).isEqualTo(429);
      assertThat(metrics(late))
          .contains(
              ":tensorflow:serving:request_count{model_name=\"slow\",status=\"DEADLINE_EXCEEDED\"} 1.0",
              ":tensorflow:serving:request_count{model_name=\"slow\",status=\"RESOURCE_EXHAUSTED\"} 1.0")
          .doesNotContain("status=\"OK\"");
      long began = System.nanoTime();
      late.close();
      // The run in the model takes longer than the second that the drain may take.
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(8));
    }
  }

  @Test
  void oddQueriesAndMethodsAreAnswered() throws Exception {
    HttpResponse<String> odd =
        server.post(
            PREDICT + "?signature_name=%25zz", GOOD.getBytes(), "Content-Type", "image/png");
    assertThat(odd.statusCode()).isEqualTo(400);
    HttpRequest head =
        HttpRequest.newBuilder(server.uri("/healthz"))
            .method("HEAD", HttpRequest.BodyPublishers.noBody())
            .build();
    assertThat(server.send(head).statusCode()).isEqualTo(200);
  }

  @Test
  void aTokenIsAskedFor() throws Exception {
    Path token = Files.writeString(folder.resolve("token"), "s3cret\n");
    try (TestServer guarded =
        TestServer.ready(
            TestServer.config("half", folder.resolve("half")).withToken(token).withCors())) {
      HttpResponse<String> without = guarded.post(PREDICT, GOOD);
      assertThat(without.statusCode()).isEqualTo(401);
      assertThat(without.headers().firstValue("WWW-Authenticate")).contains("Bearer");
      assertThat(guarded.get("/monitoring/prometheus/metrics").statusCode()).isEqualTo(401);
      assertThat(guarded.get("/readyz").statusCode()).isEqualTo(200);
      for (String wrong : List.of("Bearer s3cre", "Bearer s3cret2", "s3cret", "Basic s3cret")) {
        assertThat(guarded.post(PREDICT, GOOD.getBytes(), "Authorization", wrong).statusCode())
            .as(wrong)
            .isEqualTo(401);
      }
      assertThat(guarded.post(PREDICT, GOOD.getBytes(), "Authorization", "Bearer s3cret").body())
          .isEqualTo(ANSWER);
      HttpResponse<String> preflight =
          guarded.send(
              HttpRequest.newBuilder(guarded.uri(PREDICT))
                  .method("OPTIONS", HttpRequest.BodyPublishers.noBody())
                  .header("Origin", "https://shop.example")
                  .build());
      assertThat(preflight.statusCode()).isEqualTo(200);
      assertThat(preflight.headers().firstValue("Access-Control-Allow-Origin")).contains("*");
    }
  }
}
