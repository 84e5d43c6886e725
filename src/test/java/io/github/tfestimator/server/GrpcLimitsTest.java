package io.github.tfestimator.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.DynamicMessage;
import io.grpc.CallOptions;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.net.ConnectException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Limits, deadlines, token, logs and drain by gRPC. */
@Tag("medium")
class GrpcLimitsTest {
  private static final String X =
      "inputs { key: \"x\" value { dtype: DT_FLOAT tensor_shape { dim { size: 1 } } float_val: 1 } } ";
  private static final String HALF = "model_spec { name: \"half\" } " + X;
  private static final String SLOW = "model_spec { name: \"slow\" } " + X;
  private static final String RUNNING = "model_server_running_requests 1.0";
  private static final int MAX_BODY = 1 << 16;

  @TempDir Path folder;

  private ServerConfig config(int maxRequests, Duration timeout) throws Exception {
    TestModels.writeHalfPlus(folder.resolve("half/1"), 2);
    TestModels.writeSlow(folder.resolve("slow/1"), 3);
    return ServerConfig.of(
            ModelConfig.of("half", folder.resolve("half")),
            ModelConfig.of("slow", folder.resolve("slow")))
        .withGrpc(0)
        .withLimits(new Limits(maxRequests, 1_000, MAX_BODY, timeout, Duration.ofSeconds(60)));
  }

  private static void assertError(Status error, Status.Code code, String text) {
    assertThat(error.getCode()).as("%s", error).isEqualTo(code);
    assertThat(error.getDescription()).contains(text);
  }

  @Test
  void aMessageBeyondTheLimitIsRefused() throws Exception {
    try (TestServer server = TestServer.ready(config(4, Duration.ofSeconds(30)));
        var client = new GrpcClient(server)) {
      String large = HALF + "output_filter: \"" + "x".repeat(MAX_BODY) + "\"";
      assertThat(client.error("Predict", large).getCode())
          .isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
      assertThat(client.call("Predict", HALF)).contains("float_val: 2.5");
    }
  }

  @Test
  void aLateAnswerIsDeadlineExceededAndABusyServerSaysSo() throws Exception {
    try (TestServer server = TestServer.ready(config(1, Duration.ofMillis(500)));
        var client = new GrpcClient(server)) {
      CompletableFuture<Status> slow =
          CompletableFuture.supplyAsync(() -> client.error("Predict", SLOW));
      TestServer.await(() -> metrics(server).contains(RUNNING));
      assertError(
          client.error("Predict", HALF), Status.Code.RESOURCE_EXHAUSTED, "1 requests at a time");
      // REST and gRPC have one limit.
      String rest = "{\"instances\":[1.0]}";
      assertThat(server.post("/v1/models/half:predict", rest).statusCode()).isEqualTo(429);
      assertError(slow.get(), Status.Code.DEADLINE_EXCEEDED, "didn't answer within 0.5s");
      TestServer.await(() -> client.error("Predict", HALF).isOk());
      // Counted when the client may have its answer already.
      TestServer.await(
          () ->
              metrics(server).contains("API=\"Predict\",entrypoint=\"GRPC\",model_name=\"half\""));
      assertThat(metrics(server))
          .contains("request_count{model_name=\"slow\",status=\"DEADLINE_EXCEEDED\"} 1.0");
    }
  }

  @Test
  void aConnectionBeyondTheLimitWaitsToBeAccepted() throws Exception {
    TestModels.writeHalfPlus(folder.resolve("half/1"), 2);
    var limits = new Limits(4, 2, MAX_BODY, Duration.ofSeconds(30), Duration.ofSeconds(5));
    var config = TestServer.config("half", folder.resolve("half")).withGrpc(0).withLimits(limits);
    try (TestServer server = TestServer.ready(config);
        var first = new GrpcClient(server);
        var third = new GrpcClient(server)) {
      assertThat(first.call("Predict", HALF)).contains("float_val: 2.5");
      CompletableFuture<String> waiting;
      try (var second = new GrpcClient(server)) {
        assertThat(second.call("Predict", HALF)).contains("float_val: 2.5");
        waiting = CompletableFuture.supplyAsync(() -> third.call("Predict", HALF));
        assertThatThrownBy(() -> waiting.get(300, TimeUnit.MILLISECONDS))
            .isInstanceOf(TimeoutException.class);
        assertThat(first.call("Predict", HALF)).contains("float_val: 2.5");
      }
      assertThat(waiting.get(30, TimeUnit.SECONDS)).contains("float_val: 2.5");
    }
  }

  @Test
  void theClientsDeadlineEndsItsCall() throws Exception {
    try (TestServer server = TestServer.ready(config(4, Duration.ofSeconds(30)));
        var client =
            new GrpcClient(server)
                .with(CallOptions.DEFAULT.withDeadlineAfter(300, TimeUnit.MILLISECONDS))) {
      assertThat(client.error("Predict", SLOW).getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
      TestServer.await(() -> metrics(server).contains("request_count{model_name=\"slow\""));
      assertThat(metrics(server))
          .contains("request_count{model_name=\"slow\",status=\"DEADLINE_EXCEEDED\"} 1.0");
    }
  }

  private static String metrics(TestServer server) {
    try {
      return server.get("/monitoring/prometheus/metrics").body();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void theTokenIsAskedForAndCallsAreLogged() throws Exception {
    Path token = Files.writeString(folder.resolve("token"), "secret\n");
    Path access = folder.resolve("access");
    Path predictions = folder.resolve("predictions");
    ServerConfig config =
        config(4, Duration.ofSeconds(30))
            .withToken(token)
            .withAccessLog(access)
            .withPredictionLog(predictions, 1);
    try (TestServer server = TestServer.ready(config);
        var client = new GrpcClient(server)) {
      assertError(
          client.error("Predict", HALF), Status.Code.UNAUTHENTICATED, "Authorization: Bearer");
      assertThat(
              client.withHeader("authorization", "Bearer wrong").error("Predict", HALF).getCode())
          .isEqualTo(Status.Code.UNAUTHENTICATED);
      assertThat(client.withHeader("authorization", "Bearer secret").call("Predict", HALF))
          .contains("float_val: 2.5");
      assertThat(client.call("Check", "")).isEqualTo("status: 1");
    }
    assertThat(Files.readAllLines(access))
        .hasSize(3)
        .allMatch(
            line -> line.contains("\"path\":\"/tensorflow.serving.PredictionService/Predict\""))
        .anyMatch(line -> line.contains("\"status\":\"OK\""))
        .anyMatch(line -> line.contains("\"status\":\"UNAUTHENTICATED\""));
    assertThat(Files.readString(predictions)).contains("\"request_b64\":\"", "\"version\":1");
  }

  @Test
  void bytesThatAreNoMessageAreRefused() throws Exception {
    try (TestServer server = TestServer.ready(config(4, Duration.ofSeconds(30)));
        var client = new GrpcClient(server)) {
      var spec = "model_spec { name: \"half\" } ";
      var request = ServingMessages.parse("PredictRequest", spec);
      for (String tail :
          List.of("\u0012\u007f", "\u000b\u000b\u000b", "\u0012\u0003\u0000\u0000\u0000")) {
        byte[] bytes = tail.getBytes(StandardCharsets.ISO_8859_1);
        assertError(
            client.rawError("Predict", request.toByteArray(), bytes),
            Status.Code.INVALID_ARGUMENT,
            "can't be read as protobuf");
      }
    }
  }

  @Test
  void aMessageWithoutMemoryIsRefusedWhileItComes() {
    var left = new AtomicLong(100);
    var calls = GrpcMemory.factory(method -> new RequestMemory(left, 100));
    List<ApiException.Code> refusals = new ArrayList<>();
    var call = (GrpcMemory) calls.newServerStreamTracer("Predict", new Metadata());
    call.onRefusal(refusal -> refusals.add(refusal.code()));
    call.inboundWireSize(60);
    assertThat(refusals).isEmpty();
    assertThat(left).hasValue(40);
    call.inboundWireSize(60);
    assertThat(refusals).containsExactly(ApiException.Code.RESOURCE_EXHAUSTED);
    call.streamClosed(Status.OK);
    assertThat(left).hasValue(100);
  }

  /** A message of zeros is a thousandth as long on the wire. */
  @Test
  void aCompressedMessageWithoutMemoryIsRefusedWhileItIsUnpacked() throws Exception {
    var packed = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(packed)) {
      gzip.write(new byte[50_000_000]);
    }
    var left = new AtomicLong(200_000);
    var calls = GrpcMemory.factory(method -> new RequestMemory(left, 200_000));
    List<ApiException.Code> refusals = new ArrayList<>();
    var call = (GrpcMemory) calls.newServerStreamTracer("Predict", new Metadata());
    call.onRefusal(refusal -> refusals.add(refusal.code()));
    var message = new GZIPInputStream(new ByteArrayInputStream(packed.toByteArray()));
    assertThat(call.read(message)).isEmpty();
    assertThat(refusals).containsExactly(ApiException.Code.RESOURCE_EXHAUSTED);
    assertThat(message.readAllBytes()).hasSizeGreaterThan(49_000_000);
    call.streamClosed(Status.OK);
    assertThat(left).hasValue(200_000);
    assertThat(call.read(new ByteArrayInputStream(new byte[100_000])))
        .as("when it is over")
        .isEmpty();
  }

  @Test
  void aCompressedMessageIsAnswered() throws Exception {
    try (TestServer server = TestServer.ready(config(4, Duration.ofSeconds(30)));
        var client = new GrpcClient(server).with(CallOptions.DEFAULT.withCompression("gzip"))) {
      assertThat(client.call("Predict", HALF)).contains("float_val: 2.5");
      String zeros = HALF + "output_filter: \"" + "x".repeat(MAX_BODY / 2) + "\"";
      assertError(client.error("Predict", zeros), Status.Code.INVALID_ARGUMENT, "xxx");
    }
  }

  @Test
  void acceptedCallsAreAnsweredWhileTheServerCloses() throws Exception {
    Queue<String> wrong = new ConcurrentLinkedQueue<>();
    var answered = new AtomicInteger();
    TestServer server = TestServer.ready(config(64, Duration.ofSeconds(30)));
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      threads.add(new Thread(() -> callUntilRefused(server, answered, wrong)));
    }
    threads.forEach(Thread::start);
    TestServer.await(() -> answered.get() > 100);
    server.close();
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(wrong).isEmpty();
  }

  private static void callUntilRefused(
      TestServer server, AtomicInteger answered, Queue<String> wrong) {
    try (var client = new GrpcClient(server)) {
      while (true) {
        client.call("Predict", HALF);
        answered.incrementAndGet();
      }
    } catch (StatusRuntimeException e) {
      Throwable cause = e;
      while (cause != null && !(cause instanceof ConnectException)) {
        cause = cause.getCause();
      }
      if (cause == null) {
        wrong.add(e + " " + e.getCause());
      }
    }
  }

  @Test
  void aCallEndsAndHealthIsNotServingWhileTheServerDrains() throws Exception {
    TestServer server = TestServer.ready(config(4, Duration.ofSeconds(50)));
    try (var client = new GrpcClient(server)) {
      Iterator<DynamicMessage> health = client.watch("");
      assertThat(ServingMessages.text(health.next())).isEqualTo("status: 1");
      CompletableFuture<String> slow =
          CompletableFuture.supplyAsync(() -> client.call("Predict", SLOW));
      TestServer.await(() -> metrics(server).contains(RUNNING));
      var closing = new Thread(server::close);
      closing.start();
      assertThat(ServingMessages.text(health.next())).isEqualTo("status: 2");
      assertThatThrownBy(health::hasNext).isInstanceOf(StatusRuntimeException.class);
      assertThat(slow.isDone()).isFalse();
      assertThat(slow.get()).contains("key: \"y\"");
      closing.join();
    }
  }

  @Test
  void healthIsNotServingBeforeAModelIsThere() throws Exception {
    ServerConfig config = TestServer.config("half", folder.resolve("none")).withGrpc(0);
    try (TestServer server = TestServer.start(config);
        var client = new GrpcClient(server)) {
      assertThat(client.call("Check", "")).isEqualTo("status: 2");
      assertError(
          client.error("Predict", HALF), Status.Code.UNAVAILABLE, "no version that is loaded yet");
    }
  }

  @Test
  void aPortInUseIsNamed() throws Exception {
    try (TestServer server = TestServer.ready(config(4, Duration.ofSeconds(30)))) {
      int taken = server.server().grpcPort().orElseThrow();
      var config =
          TestServer.config("half", folder.resolve("half"))
              .listeningOn("127.0.0.1", 0)
              .withGrpc(taken);
      assertThatThrownBy(() -> ModelServer.start(config))
          .isInstanceOf(ServerException.class)
          .hasMessage(
              "Can't listen on port %d of 127.0.0.1: Address already in use. Choose another port or address.",
              taken);
    }
  }
}
