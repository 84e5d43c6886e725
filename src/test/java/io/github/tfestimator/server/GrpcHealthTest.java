package io.github.tfestimator.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Context;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Calls of the health service, which need no token, by raw messages over a connection. */
@Tag("medium")
class GrpcHealthTest {
  private static final byte[] SERVING = {8, 1};
  private static final int MANY = 3;

  @TempDir Path folder;

  private TestServer server(int maxConnections, Duration timeout) throws Exception {
    TestModels.writeHalfPlus(folder.resolve("half/1"), 2);
    var limits = new Limits(4, maxConnections, 32 << 20, timeout, Duration.ofSeconds(5));
    Path token = Files.writeString(folder.resolve("token"), "secret\n");
    return TestServer.ready(
        TestServer.config("half", folder.resolve("half"))
            .withGrpc(0)
            .withToken(token)
            .withLimits(limits));
  }

  private static ManagedChannel channel(TestServer server) {
    return NettyChannelBuilder.forAddress("127.0.0.1", server.server().grpcPort().orElseThrow())
        .usePlaintext()
        .build();
  }

  /** A call by raw messages, and what comes back. */
  private static final class RawCall extends ClientCall.Listener<byte[]> {
    final BlockingQueue<byte[]> answers = new LinkedBlockingQueue<>();
    final CompletableFuture<Status> status = new CompletableFuture<>();
    final ClientCall<byte[], byte[]> call;

    RawCall(ManagedChannel channel, String method, CallOptions options, byte[] message) {
      var descriptor =
          MethodDescriptor.newBuilder(new Raw(), new Raw())
              .setType(MethodType.BIDI_STREAMING)
              .setFullMethodName("grpc.health.v1.Health/" + method)
              .build();
      call = channel.newCall(descriptor, options);
      call.start(this, new Metadata());
      call.request(9);
      call.sendMessage(message);
    }

    RawCall ended() {
      call.halfClose();
      return this;
    }

    Status status() throws Exception {
      return status.get(30, TimeUnit.SECONDS);
    }

    byte[] answer() throws InterruptedException {
      return answers.poll(30, TimeUnit.SECONDS);
    }

    @Override
    public void onMessage(byte[] answer) {
      answers.add(answer);
    }

    @Override
    public void onClose(Status closed, Metadata trailers) {
      status.complete(closed);
    }
  }

  private record Raw() implements MethodDescriptor.Marshaller<byte[]> {
    @Override
    public InputStream stream(byte[] message) {
      return new ByteArrayInputStream(message);
    }

    @Override
    public byte[] parse(InputStream stream) {
      try {
        return stream.readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** A message with an unknown field of zeros. */
  private static byte[] message(int zeros) {
    byte[] message = new byte[zeros + 5];
    message[0] = 0x12;
    for (int i = 0; i < 4; i++) {
      message[i + 1] = (byte) (zeros >> 7 * i & 127 | (i < 3 ? 128 : 0));
    }
    return message;
  }

  private static String takenMemory(TestServer server) {
    try {
      var request =
          HttpRequest.newBuilder(server.uri("/monitoring/prometheus/metrics"))
              .header("Authorization", "Bearer secret")
              .build();
      return server
          .send(request)
          .body()
          .lines()
          .filter(line -> line.startsWith("model_server_taken_memory_bytes "))
          .findFirst()
          .orElseThrow();
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @CsvSource({"Check, identity", "Check, gzip", "Watch, identity", "Watch, gzip"})
  void aLargeMessageIsRefusedAndTakesNoMemory(String method, String compression) throws Exception {
    try (TestServer server = server(100, Duration.ofSeconds(30))) {
      ManagedChannel channel = channel(server);
      CallOptions options = CallOptions.DEFAULT.withCompression(compression);
      for (int i = 0; i < MANY; i++) {
        var call = new RawCall(channel, method, options, message(20 << 20)).ended();
        assertThat(call.status().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
        assertThat(call.status().getDescription()).contains("at most", "bytes");
      }
      var call = new RawCall(channel, method, options, message(4_000)).ended();
      assertThat(call.answer()).isEqualTo(SERVING);
      assertThat(takenMemory(server)).endsWith(" 0.0");
      channel.shutdownNow();
    }
  }

  @Test
  void aCallWithoutAnEndIsEndedButOneThatWatchesGoesOn() throws Exception {
    try (TestServer server = server(100, Duration.ofSeconds(1))) {
      ManagedChannel channel = channel(server);
      var watch = new RawCall(channel, "Watch", CallOptions.DEFAULT, message(9)).ended();
      for (String method : List.of("Check", "Watch")) {
        var open = new RawCall(channel, method, CallOptions.DEFAULT, message(3_000));
        assertThat(open.status().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
        assertThat(open.status().getDescription()).contains("didn't come within 1s");
      }
      assertThat(watch.answer()).isEqualTo(SERVING);
      assertThat(watch.status.isDone()).isFalse();
      assertThat(takenMemory(server)).endsWith(" 0.0");
      channel.shutdownNow();
    }
  }

  @Test
  void asManyWatchAsThereMayBeConnections() throws Exception {
    try (TestServer server = server(MANY, Duration.ofSeconds(30))) {
      ManagedChannel channel = channel(server);
      byte[] damaged = {0x0a, -1, -1};
      List<RawCall> calls = new ArrayList<>();
      for (int i = 0; i < MANY; i++) {
        var bad = new RawCall(channel, "Watch", CallOptions.DEFAULT, damaged).ended();
        assertThat(bad.status().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
      }
      for (int i = 0; i < MANY; i++) {
        calls.add(new RawCall(channel, "Watch", CallOptions.DEFAULT, message(9)).ended());
        assertThat(calls.get(i).answer()).isEqualTo(SERVING);
      }
      var beyond = new RawCall(channel, "Watch", CallOptions.DEFAULT, message(9)).ended();
      assertThat(beyond.status().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
      var check = new RawCall(channel, "Check", CallOptions.DEFAULT, message(9)).ended();
      assertThat(check.answer()).isEqualTo(SERVING);
      calls.get(0).call.cancel("enough", null);
      TestServer.await(
          () -> {
            try {
              var next = new RawCall(channel, "Watch", CallOptions.DEFAULT, message(9)).ended();
              return Arrays.equals(SERVING, next.answers.poll(1, TimeUnit.SECONDS));
            } catch (InterruptedException e) {
              throw new AssertionError(e);
            }
          });
      channel.shutdownNow();
    }
  }

  /** A timer whose tasks run when they are told to. */
  private static final class StillTimer extends ScheduledThreadPoolExecutor {
    private Runnable poll;

    StillTimer() {
      super(0);
    }

    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(
        Runnable task, long initial, long delay, TimeUnit unit) {
      poll = task;
      return null;
    }
  }

  private static final class NoCall extends ServerCall<byte[], byte[]> {
    @Override
    public void request(int messages) {}

    @Override
    public void sendHeaders(Metadata headers) {}

    @Override
    public void sendMessage(byte[] message) {}

    @Override
    public void close(Status status, Metadata trailers) {}

    @Override
    public boolean isCancelled() {
      return false;
    }

    @Override
    public MethodDescriptor<byte[], byte[]> getMethodDescriptor() {
      throw new UnsupportedOperationException();
    }
  }

  @SuppressWarnings("unchecked")
  private static ServerCall.Listener<byte[]> watch(GrpcHealth health) throws Exception {
    var handler =
        (ServerCallHandler<byte[], byte[]>)
            health.service().getMethod("grpc.health.v1.Health/Watch").getServerCallHandler();
    var tracer =
        GrpcMemory.factory(method -> GrpcHealth.newMemory())
            .newServerStreamTracer("", new Metadata());
    return tracer
        .filterContext(Context.ROOT)
        .call(() -> handler.startCall(new NoCall(), new Metadata()));
  }

  @Test
  void aCallThatIsOverIsNotKept() throws Exception {
    var asked = new AtomicInteger();
    var timer = new StillTimer();
    var health =
        new GrpcHealth(() -> asked.incrementAndGet() > 0, Set.of(), Limits.defaults(), timer);
    ServerCall.Listener<byte[]> damaged = watch(health);
    damaged.onMessage(new byte[] {0x0a, -1, -1});
    damaged.onHalfClose();
    damaged.onComplete();
    ServerCall.Listener<byte[]> cancelled = watch(health);
    cancelled.onCancel();
    cancelled.onHalfClose();
    for (int i = 0; i < 1_000; i++) {
      ServerCall.Listener<byte[]> meanwhile = watch(health);
      CompletableFuture<Void> cancel = CompletableFuture.runAsync(meanwhile::onCancel);
      meanwhile.onHalfClose();
      cancel.join();
    }
    asked.set(0);
    timer.poll.run();
    assertThat(asked).hasValue(0);

    ServerCall.Listener<byte[]> kept = watch(health);
    kept.onHalfClose();
    asked.set(0);
    timer.poll.run();
    assertThat(asked).hasValue(1);
    assertThat(timer.getQueue().stream().filter(task -> !((Future<?>) task).isCancelled()))
        .isEmpty();
  }
}
