package io.github.tfestimator.server;

import com.google.protobuf.ByteString;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerCall;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/**
 * The service {@code grpc.health.v1.Health}: whether the server is ready, by {@code Check}, and by
 * {@code Watch} at each change. It needs no token, as {@code /readyz} needs none, and so takes none
 * of the memory of requests: strangers could stop predictions by it, and a server whose memory is
 * full would look dead.
 */
final class GrpcHealth {
  private static final String SERVICE = "grpc.health.v1.Health";
  private static final int SERVICE_NAME = Wire.bytes(1);
  private static final int STATUS = 1;
  private static final long POLL_MILLIS = 100;

  /** Bytes of a call's message, which has but a name. */
  private static final int MAX_MESSAGE = 4 << 10;

  /** Bytes are counted as they come and once more when they are unpacked. */
  private static final int MAX_BYTES = 2 * MAX_MESSAGE;

  private enum Health {
    UNKNOWN,
    SERVING,
    NOT_SERVING,
    SERVICE_UNKNOWN
  }

  private final BooleanSupplier isReady;
  private final Set<String> services;
  private final Limits limits;
  private final ScheduledExecutorService timer;
  private final Set<Call> watches = ConcurrentHashMap.newKeySet();
  private volatile boolean draining;

  /**
   * Makes the service.
   *
   * @param services whose names clients may ask for, beside the empty one of the whole server
   * @param limits when a call without a whole message ends, and how many watch: as many as there
   *     may be connections
   * @param timer looks for changes
   */
  GrpcHealth(
      BooleanSupplier isReady,
      Set<String> services,
      Limits limits,
      ScheduledExecutorService timer) {
    this.isReady = isReady;
    this.services = services;
    this.limits = limits;
    this.timer = timer;
    timer.scheduleWithFixedDelay(
        () -> watches.forEach(Call::tell), POLL_MILLIS, POLL_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** Tells whether a method, by its full name, is one of the service. */
  static boolean has(String method) {
    return method.startsWith(SERVICE + "/");
  }

  /** Returns the memory of one call, which is no other's. */
  static RequestMemory newMemory() {
    return new RequestMemory(new AtomicLong(MAX_BYTES), MAX_BYTES);
  }

  ServerServiceDefinition service() {
    return ServerServiceDefinition.builder(SERVICE)
        .addMethod(
            GrpcMethod.descriptor(SERVICE, "Check", MethodType.UNARY),
            (call, headers) -> start(new Call(call, false)))
        .addMethod(
            GrpcMethod.descriptor(SERVICE, "Watch", MethodType.SERVER_STREAMING),
            (call, headers) -> start(new Call(call, true)))
        .build();
  }

  private static Call start(Call call) {
    GrpcMemory.current().onRefusal(refusal -> call.refuseMessage());
    call.call.request(1);
    return call;
  }

  /** Tells all who watch that the server is ready no more, and ends their calls. */
  void drain() {
    draining = true;
    watches.forEach(Call::end);
  }

  private synchronized boolean add(Call watch) {
    return watches.size() < limits.maxConnections() && watches.add(watch);
  }

  /** A call to check or to watch. */
  private final class Call extends ServerCall.Listener<byte[]> {
    private final ServerCall<byte[], byte[]> call;
    private final boolean isWatch;
    private final ScheduledFuture<?> timeout;
    private boolean isKnown = true;
    private Health told = Health.UNKNOWN;
    private boolean ended;

    Call(ServerCall<byte[], byte[]> call, boolean isWatch) {
      this.call = call;
      this.isWatch = isWatch;
      timeout =
          timer.schedule(this::timeOut, limits.requestTimeout().toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public synchronized void onMessage(byte[] message) {
      try {
        Wire.read(
            ByteString.copyFrom(message),
            (tag, in) -> {
              if (tag != SERVICE_NAME) {
                return false;
              }
              // The name isn't kept: it is the client's.
              String service = in.readStringRequireUtf8();
              isKnown = service.isEmpty() || services.contains(service);
              return true;
            });
      } catch (ApiException e) {
        close(Status.INVALID_ARGUMENT.withDescription(e.getMessage()));
      }
    }

    @Override
    public synchronized void onHalfClose() {
      timeout.cancel(false);
      // What is closed by now would be kept for ever among those that watch.
      if (ended) {
        return;
      }
      if (isWatch) {
        watch();
      } else if (!isKnown) {
        close(Status.NOT_FOUND.withDescription("There is no such service"));
      } else {
        tell();
        close(Status.OK);
      }
    }

    private void watch() {
      if (add(this)) {
        tell();
        if (draining) {
          end();
        }
      } else {
        close(
            Status.RESOURCE_EXHAUSTED.withDescription(
                "There are %d calls that watch, as many as may"
                    .formatted(limits.maxConnections())));
      }
    }

    synchronized void tell() {
      Health health = health();
      if (!ended && health != told) {
        if (told == Health.UNKNOWN) {
          call.sendHeaders(new Metadata());
        }
        told = health;
        call.sendMessage(Wire.write(out -> out.writeEnum(STATUS, health.ordinal())).toByteArray());
      }
    }

    private Health health() {
      if (!isKnown) {
        return Health.SERVICE_UNKNOWN;
      }
      return !draining && isReady.getAsBoolean() ? Health.SERVING : Health.NOT_SERVING;
    }

    void end() {
      tell();
      close(Status.UNAVAILABLE.withDescription("The server ends"));
    }

    void refuseMessage() {
      close(
          Status.RESOURCE_EXHAUSTED.withDescription(
              "The message is too large: one to check or to watch has at most %d bytes"
                  .formatted(MAX_MESSAGE)));
    }

    private void timeOut() {
      close(
          Status.DEADLINE_EXCEEDED.withDescription(
              "The message didn't come within " + GrpcCall.text(limits.requestTimeout())));
    }

    private synchronized void close(Status status) {
      if (!ended) {
        leave();
        call.close(status, new Metadata());
      }
    }

    @Override
    public synchronized void onCancel() {
      leave();
    }

    private void leave() {
      ended = true;
      timeout.cancel(false);
      watches.remove(this);
    }
  }
}
