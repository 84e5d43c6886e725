package io.github.tfestimator.server;

import com.google.gson.JsonObject;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.github.tfestimator.server.ApiException.Code;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A call by gRPC and its one answer: of several threads that answer, as after a timeout, the first
 * wins.
 */
final class GrpcCall extends ServerCall.Listener<byte[]> {
  private static final Logger LOG = LoggerFactory.getLogger("tensorflow");

  private static final Metadata.Key<String> AUTHORIZATION = key("authorization");
  private static final Metadata.Key<String> REQUEST_ID = key("x-request-id");

  /** A longer message would be more than clients take as headers. */
  private static final int MAX_MESSAGE = 2_000;

  private final GrpcMethod method;
  private final ServerCall<byte[], byte[]> call;
  private final ServerState state;
  private final String id;
  private final RequestMemory memory = GrpcMemory.current().memory();
  private final Deadline deadline = Context.current().getDeadline();
  private final long began = System.nanoTime();
  private final AtomicBoolean answered = new AtomicBoolean();
  private final ScheduledFuture<?> timeout;
  private volatile Code code = Code.OK;
  private volatile byte[] body;
  private volatile String model = "";
  private volatile int bytesOut;

  private GrpcCall(
      GrpcMethod method,
      ServerCall<byte[], byte[]> call,
      Metadata headers,
      ServerState state,
      ScheduledExecutorService timer) {
    this.method = method;
    this.call = call;
    this.state = state;
    String given = headers.get(REQUEST_ID);
    id = given != null && given.matches("[\\w.-]{1,64}") ? given : UUID.randomUUID().toString();
    timeout =
        timer.schedule(
            this::timeOut,
            state.config().limits().requestTimeout().toNanos(),
            TimeUnit.NANOSECONDS);
  }

  private static Metadata.Key<String> key(String name) {
    return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
  }

  /** Begins a call, in the thread and context that gRPC begins it in. */
  static GrpcCall start(
      GrpcMethod method,
      ServerCall<byte[], byte[]> call,
      Metadata headers,
      ServerState state,
      ScheduledExecutorService timer) {
    var started = new GrpcCall(method, call, headers, state, timer);
    GrpcMemory.current().onRefusal(started::fail);
    try {
      state.token().ifPresent(token -> token.require(headers.get(AUTHORIZATION)));
      // One more than a call may have, to see that it hasn't.
      call.request(2);
    } catch (ApiException e) {
      started.fail(e);
    }
    return started;
  }

  @Override
  public void onMessage(byte[] message) {
    try {
      if (body != null) {
        throw ApiException.invalid("The call has several messages, but must have one");
      }
      body = message;
    } catch (ApiException e) {
      fail(e);
    }
  }

  @Override
  public void onHalfClose() {
    if (answered.get() || call.isCancelled() || !memory.beginUse()) {
      return;
    }
    try {
      if (body == null) {
        throw ApiException.invalid("The call has no message, but must have one");
      }
      answer(UnsafeByteOperations.unsafeWrap(body));
    } catch (ApiException e) {
      fail(e);
    } catch (RuntimeException | Error e) {
      LOG.error("Request {} failed", id, e);
      fail(
          new ApiException(
              Code.INTERNAL, "The server failed; its log says why, for request " + id));
    } finally {
      memory.endUse();
    }
  }

  private void answer(ByteString request) {
    ModelSpec spec = ModelSpec.ofRequest(request);
    model = spec.name();
    state.capacity().acquire();
    try {
      ProtoApi.Answer answer = method.handler().answer(spec, request, memory::take);
      // A client that has gone is told of later, as this thread is the call's.
      if (!call.isCancelled() && answered.compareAndSet(false, true)) {
        send(answer.body().toByteArray());
        if (method.runsModel()) {
          long nanos = System.nanoTime() - began;
          state.metrics().recordLatency(model, method.name(), "GRPC", nanos, answer.modelNanos());
          log(spec, answer);
        }
      }
    } finally {
      state.capacity().release();
    }
  }

  private void send(byte[] message) {
    bytesOut = message.length;
    var headers = new Metadata();
    headers.put(REQUEST_ID, id);
    call.sendHeaders(headers);
    call.sendMessage(message);
    call.close(Status.OK, new Metadata());
  }

  private void log(ModelSpec spec, ProtoApi.Answer answer) {
    state
        .predictionLog()
        .ifPresent(
            to ->
                to.append(
                    id,
                    spec.name(),
                    answer.version(),
                    method.name(),
                    spec.signature(),
                    line -> {
                      line.addProperty("request_b64", Base64.getEncoder().encodeToString(body));
                      line.addProperty(
                          "answer_b64",
                          Base64.getEncoder().encodeToString(answer.body().toByteArray()));
                    }));
  }

  private void timeOut() {
    String late =
        body == null ? "The message didn't come within " : "The model didn't answer within ";
    fail(
        new ApiException(
            Code.DEADLINE_EXCEEDED, late + text(state.config().limits().requestTimeout())));
  }

  /** Returns a time such as {@code 30s}. */
  static String text(Duration time) {
    return time.toString().substring(2).toLowerCase(Locale.ROOT);
  }

  private void fail(ApiException e) {
    if (answered.compareAndSet(false, true)) {
      code = e.code();
      String message = e.getMessage();
      call.close(
          Status.Code.valueOf(code.name())
              .toStatus()
              .withDescription(message.substring(0, Math.min(MAX_MESSAGE, message.length()))),
          new Metadata());
    }
  }

  @Override
  public void onCancel() {
    if (answered.compareAndSet(false, true)) {
      boolean isLate = deadline != null && deadline.isExpired();
      code = isLate ? Code.DEADLINE_EXCEEDED : Code.CANCELLED;
    }
    done();
  }

  @Override
  public void onComplete() {
    done();
  }

  private void done() {
    timeout.cancel(false);
    // Of a model that isn't there nothing is counted: names are the client's.
    if (method.runsModel() && state.models().has(model)) {
      state.metrics().countRequest(model, code);
    }
    state.accessLog().ifPresent(log -> log.append(line()));
  }

  private JsonObject line() {
    SocketAddress remote = call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR);
    var line = new JsonObject();
    line.addProperty("time", Instant.now().toString());
    line.addProperty("request_id", id);
    line.addProperty(
        "remote",
        remote instanceof InetSocketAddress address
            ? address.getAddress().getHostAddress()
            : String.valueOf(remote));
    line.addProperty("method", "GRPC");
    line.addProperty("path", "/" + call.getMethodDescriptor().getFullMethodName());
    line.addProperty("status", code.name());
    line.addProperty("micros", TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - began));
    line.addProperty("bytes_in", body == null ? 0 : body.length);
    line.addProperty("bytes_out", bytesOut);
    return line;
  }
}
