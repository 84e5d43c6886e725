package io.github.tfestimator.server;

import com.google.protobuf.DynamicMessage;
import io.grpc.CallOptions;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** gRPC's own client, whose messages are written in protobuf's text format. */
final class GrpcClient implements AutoCloseable {
  private static final String PREDICTION = "tensorflow.serving.PredictionService/";

  private static final Map<String, String> METHODS =
      Map.of(
          "Predict", PREDICTION + "Predict Predict",
          "Classify", PREDICTION + "Classify Classification",
          "Regress", PREDICTION + "Regress Regression",
          "GetModelMetadata", PREDICTION + "GetModelMetadata GetModelMetadata",
          "MultiInference", PREDICTION + "MultiInference Predict",
          "GetModelStatus", "tensorflow.serving.ModelService/GetModelStatus GetModelStatus",
          "HandleReloadConfigRequest",
              "tensorflow.serving.ModelService/HandleReloadConfigRequest Predict",
          "Check", "grpc.health.v1.Health/Check HealthCheck",
          "Watch", "grpc.health.v1.Health/Watch HealthCheck");

  private final ManagedChannel channel;
  private CallOptions options = CallOptions.DEFAULT;
  private Metadata headers = new Metadata();

  GrpcClient(TestServer server) {
    channel =
        NettyChannelBuilder.forAddress("127.0.0.1", server.server().grpcPort().orElseThrow())
            .usePlaintext()
            .build();
  }

  /** Sets the options of the calls from now on. */
  GrpcClient with(CallOptions options) {
    this.options = options;
    return this;
  }

  /** Sends a header with the calls from now on. */
  GrpcClient withHeader(String name, String value) {
    headers = new Metadata();
    headers.put(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER), value);
    return this;
  }

  /** Calls a method, and returns the answer as text on one line. */
  String call(String method, String request) {
    return ServingMessages.text(message(method, request));
  }

  DynamicMessage message(String method, String request) {
    return message(method, ServingMessages.parse(requestType(method), request));
  }

  DynamicMessage message(String method, DynamicMessage request) {
    var interceptor = MetadataUtils.newAttachHeadersInterceptor(headers);
    return ClientCalls.blockingUnaryCall(
        ClientInterceptors.intercept(channel, interceptor),
        descriptor(method, MethodDescriptor.MethodType.UNARY),
        options,
        request);
  }

  /** Returns the code and the message of the error that a call ends with. */
  Status error(String method, String request) {
    try {
      return Status.OK.withDescription(call(method, request));
    } catch (StatusRuntimeException e) {
      return e.getStatus();
    }
  }

  /** Returns the error of a request that isn't a message, two parts of bytes. */
  Status rawError(String method, byte[] head, byte[] tail) {
    var request = new ByteArrayOutputStream();
    request.writeBytes(head);
    request.writeBytes(tail);
    var descriptor = descriptor(method, MethodDescriptor.MethodType.UNARY);
    try {
      ClientCalls.blockingUnaryCall(
          channel,
          descriptor.toBuilder(new RawMarshaller(), descriptor.getResponseMarshaller()).build(),
          options,
          request.toByteArray());
      return Status.OK;
    } catch (StatusRuntimeException e) {
      return e.getStatus();
    }
  }

  Iterator<DynamicMessage> watch(String request) {
    return ClientCalls.blockingServerStreamingCall(
        channel,
        descriptor("Watch", MethodDescriptor.MethodType.SERVER_STREAMING),
        options,
        ServingMessages.parse("HealthCheckRequest", request));
  }

  static String requestType(String method) {
    return METHODS.get(method).split(" ")[1] + "Request";
  }

  private static MethodDescriptor<DynamicMessage, DynamicMessage> descriptor(
      String method, MethodDescriptor.MethodType type) {
    String[] words = METHODS.get(method).split(" ");
    return MethodDescriptor.newBuilder(
            new Marshaller(words[1] + "Request"), new Marshaller(words[1] + "Response"))
        .setType(type)
        .setFullMethodName(words[0])
        .build();
  }

  private record Marshaller(String type) implements MethodDescriptor.Marshaller<DynamicMessage> {
    @Override
    public InputStream stream(DynamicMessage message) {
      return new ByteArrayInputStream(message.toByteArray());
    }

    @Override
    public DynamicMessage parse(InputStream stream) {
      try {
        return DynamicMessage.parseFrom(ServingMessages.descriptor(type), stream);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private record RawMarshaller() implements MethodDescriptor.Marshaller<byte[]> {
    @Override
    public InputStream stream(byte[] message) {
      return new ByteArrayInputStream(message);
    }

    @Override
    public byte[] parse(InputStream stream) {
      throw new UnsupportedOperationException();
    }
  }

  @Override
  public void close() {
    channel.shutdownNow();
    try {
      channel.awaitTermination(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
