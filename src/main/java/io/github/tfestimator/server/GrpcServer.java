package io.github.tfestimator.server;

import com.google.protobuf.ByteString;
import io.github.tfestimator.server.ApiException.Code;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.nio.NioIoHandler;
import io.grpc.netty.shaded.io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * TensorFlow Serving's gRPC API: {@code PredictionService}, {@code ModelService}, and the health
 * service.
 */
final class GrpcServer implements RpcServer {
  private static final String PREDICTION_SERVICE = "tensorflow.serving.PredictionService";
  private static final String MODEL_SERVICE = "tensorflow.serving.ModelService";
  private static final int MAX_HEADER_BYTES = 16 << 10;
  private static final int MAX_CALLS_PER_CONNECTION = 1_000;
  private static final Duration KEEP_ALIVE = Duration.ofMinutes(1);

  private final ScheduledThreadPoolExecutor timer =
      new ScheduledThreadPoolExecutor(1, threads("grpc-timer"));
  private final EventLoopGroup accepting =
      new MultiThreadIoEventLoopGroup(1, threads("grpc-accept"), NioIoHandler.newFactory());
  private final EventLoopGroup reading =
      new MultiThreadIoEventLoopGroup(threads("grpc-read"), NioIoHandler.newFactory());
  private final GrpcHealth health;
  private final Server server;

  /**
   * Makes a server, to be started.
   *
   * @param executor runs the calls, which may block
   */
  GrpcServer(ServerState state, Executor executor) {
    timer.setRemoveOnCancelPolicy(true);
    var config = state.config();
    health =
        new GrpcHealth(
            state.models()::areReady,
            Set.of(PREDICTION_SERVICE, MODEL_SERVICE),
            config.limits(),
            timer);
    server =
        NettyServerBuilder.forAddress(
                new InetSocketAddress(config.host(), config.grpcPort().orElseThrow()))
            .channelFactory(() -> GrpcConnectionLimit.channel(config.limits().maxConnections()))
            .bossEventLoopGroup(accepting)
            .workerEventLoopGroup(reading)
            .executor(executor)
            .maxInboundMessageSize(config.limits().maxBodyBytes())
            .maxInboundMetadataSize(MAX_HEADER_BYTES)
            .maxConcurrentCallsPerConnection(MAX_CALLS_PER_CONNECTION)
            .keepAliveTime(KEEP_ALIVE.toSeconds(), TimeUnit.SECONDS)
            .addStreamTracerFactory(GrpcMemory.factory(method -> memory(method, state)))
            .addService(service(PREDICTION_SERVICE, state))
            .addService(service(MODEL_SERVICE, state))
            .addService(health.service())
            .build();
  }

  private static RequestMemory memory(String method, ServerState state) {
    return GrpcHealth.has(method) ? GrpcHealth.newMemory() : state.capacity().newMemory();
  }

  private static ThreadFactory threads(String name) {
    boolean daemon = true;
    return new DefaultThreadFactory(name, daemon);
  }

  private ServerServiceDefinition service(String name, ServerState state) {
    var service = ServerServiceDefinition.builder(name);
    for (GrpcMethod method : methods(state.models())) {
      if (method.service().equals(name)) {
        service.addMethod(
            method.descriptor(),
            (call, headers) -> GrpcCall.start(method, call, headers, state, timer));
      }
    }
    return service.build();
  }

  private static List<GrpcMethod> methods(Models models) {
    var api = new ProtoApi(models);
    return List.of(
        new GrpcMethod(PREDICTION_SERVICE, "Predict", true, api::predict),
        new GrpcMethod(PREDICTION_SERVICE, "Classify", true, api::classify),
        new GrpcMethod(PREDICTION_SERVICE, "Regress", true, api::regress),
        new GrpcMethod(
            PREDICTION_SERVICE,
            "GetModelMetadata",
            false,
            (spec, request, memory) -> api.metadata(spec, request)),
        new GrpcMethod(
            MODEL_SERVICE,
            "GetModelStatus",
            false,
            (spec, request, memory) -> status(models, spec)));
  }

  private static ProtoApi.Answer status(Models models, ModelSpec spec) {
    List<ServedVersion> versions = ModelInfo.versions(models.get(spec.name()), spec.version());
    ByteString body =
        Wire.write(
            out -> {
              for (ServedVersion version : versions) {
                out.writeBytes(1, status(version));
              }
            });
    return new ProtoApi.Answer(body, 0, 0);
  }

  private static ByteString status(ServedVersion version) {
    ServedVersion.Status status = version.status();
    return Wire.write(
        out -> {
          out.writeInt64(1, version.number());
          out.writeEnum(2, number(status.state()));
          out.writeBytes(
              3,
              Wire.write(
                  error -> {
                    error.writeEnum(1, number(status.code()));
                    error.writeString(2, status.message());
                  }));
        });
  }

  private static int number(ServedVersion.State state) {
    return switch (state) {
      case LOADING -> 20;
      case AVAILABLE -> 30;
      case UNLOADING -> 40;
      case END -> 50;
    };
  }

  private static int number(Code code) {
    return io.grpc.Status.Code.valueOf(code.name()).value();
  }

  @Override
  public void start() throws IOException {
    server.start();
  }

  @Override
  public int port() {
    return server.getPort();
  }

  @Override
  public void drain() {
    health.drain();
    server.shutdown();
  }

  @Override
  public boolean close(Duration timeout) throws InterruptedException {
    boolean isDone = server.awaitTermination(timeout.toNanos(), TimeUnit.NANOSECONDS);
    server.shutdownNow();
    timer.shutdownNow();
    // The accepting thread last, as it counts the connections that are closed.
    reading
        .shutdownGracefully(0, 0, TimeUnit.SECONDS)
        .addListener(done -> accepting.shutdownGracefully(0, 0, TimeUnit.SECONDS));
    return isDone;
  }
}
