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
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * The service {@code grpc.health.v1.Health}: whether the server is ready, by {@code Check}, and by
 * {@code Watch} at each change. It needs no token, as {@code /readyz} needs none.
 */
final class GrpcHealth {
  private static final String SERVICE = "grpc.health.v1.Health";
  private static final int SERVICE_NAME = Wire.bytes(1);
  private static final int STATUS = 1;
  private static final long POLL_MILLIS = 100;

  private enum Health {
    UNKNOWN,
    SERVING,
    NOT_SERVING,
    SERVICE_UNKNOWN
  }

  private final BooleanSupplier isReady;
  private final Set<String> services;
  private final Set<Call> watches = ConcurrentHashMap.newKeySet();
  private volatile boolean draining;

  /**
   * Makes the service.
   *
   * @param services whose names clients may ask for, beside the empty one of the whole server
   * @param timer looks for changes
   */
  GrpcHealth(BooleanSupplier isReady, Set<String> services, ScheduledExecutorService timer) {
    this.isReady = isReady;
    this.services = services;
    timer.scheduleWithFixedDelay(
        () -> watches.forEach(Call::tell), POLL_MILLIS, POLL_MILLIS, TimeUnit.MILLISECONDS);
  }

  ServerServiceDefinition service() {
    return ServerServiceDefinition.builder(SERVICE)
        .addMethod(
            GrpcMethod.descriptor(SERVICE, "Check", MethodType.UNARY),
            (call, headers) -> new Call(call, false))
        .addMethod(
            GrpcMethod.descriptor(SERVICE, "Watch", MethodType.SERVER_STREAMING),
            (call, headers) -> new Call(call, true))
        .build();
  }

  /** Tells all who watch that the server is ready no more, and ends their calls. */
  void drain() {
    draining = true;
    watches.forEach(Call::end);
  }

  private Health health(String service) {
    if (!service.isEmpty() && !services.contains(service)) {
      return Health.SERVICE_UNKNOWN;
    }
    return !draining && isReady.getAsBoolean() ? Health.SERVING : Health.NOT_SERVING;
  }

  /** A call to check or to watch. */
  private final class Call extends ServerCall.Listener<byte[]> {
    private final ServerCall<byte[], byte[]> call;
    private final boolean isWatch;
    private String service = "";
    private Health told = Health.UNKNOWN;
    private boolean ended;

    Call(ServerCall<byte[], byte[]> call, boolean isWatch) {
      this.call = call;
      this.isWatch = isWatch;
      call.request(1);
    }

    @Override
    public void onMessage(byte[] message) {
      try {
        Wire.read(
            ByteString.copyFrom(message),
            (tag, in) -> {
              if (tag != SERVICE_NAME) {
                return false;
              }
              service = in.readStringRequireUtf8();
              return true;
            });
      } catch (ApiException e) {
        close(Status.INVALID_ARGUMENT.withDescription(e.getMessage()));
      }
    }

    @Override
    public void onHalfClose() {
      if (isWatch) {
        watches.add(this);
        tell();
        if (draining) {
          end();
        }
      } else if (health(service) == Health.SERVICE_UNKNOWN) {
        close(Status.NOT_FOUND.withDescription("There is no such service"));
      } else {
        tell();
        close(Status.OK);
      }
    }

    synchronized void tell() {
      Health health = health(service);
      if (!ended && health != told) {
        if (told == Health.UNKNOWN) {
          call.sendHeaders(new Metadata());
        }
        told = health;
        call.sendMessage(Wire.write(out -> out.writeEnum(STATUS, health.ordinal())).toByteArray());
      }
    }

    void end() {
      tell();
      close(Status.UNAVAILABLE.withDescription("The server ends"));
    }

    private synchronized void close(Status status) {
      watches.remove(this);
      if (!ended) {
        ended = true;
        call.close(status, new Metadata());
      }
    }

    @Override
    public synchronized void onCancel() {
      ended = true;
      watches.remove(this);
    }
  }
}
