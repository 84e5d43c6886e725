package io.github.tfestimator.server;

import com.google.protobuf.ByteString;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.LongConsumer;

/**
 * A unary method of TensorFlow Serving's gRPC services.
 *
 * @param service such as {@code tensorflow.serving.PredictionService}
 * @param name such as {@code Predict}
 * @param runsModel whether it is counted as a request to the model
 * @param handler of its calls
 */
record GrpcMethod(String service, String name, boolean runsModel, Handler handler) {
  /** An answer to a call. */
  interface Handler {
    /**
     * Answers.
     *
     * @param memory takes the bytes of what is made of the request
     * @throws ApiException to be told to the client
     */
    ProtoApi.Answer answer(ModelSpec spec, ByteString request, LongConsumer memory);
  }

  /** Returns the description of a method, whose messages are bytes to gRPC. */
  static MethodDescriptor<byte[], byte[]> descriptor(
      String service, String name, MethodDescriptor.MethodType type) {
    return MethodDescriptor.newBuilder(new Bytes(), new Bytes())
        .setType(type)
        .setFullMethodName(MethodDescriptor.generateFullMethodName(service, name))
        .build();
  }

  MethodDescriptor<byte[], byte[]> descriptor() {
    return descriptor(service, name, MethodDescriptor.MethodType.UNARY);
  }

  /** Messages as they are on the wire: they are read where errors have codes. */
  private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
    @Override
    public InputStream stream(byte[] message) {
      return new ByteArrayInputStream(message);
    }

    @Override
    public byte[] parse(InputStream stream) {
      try {
        return GrpcMemory.current().read(stream);
      } catch (IOException e) {
        throw Status.INTERNAL
            .withDescription("The message can't be read")
            .withCause(e)
            .asRuntimeException();
      }
    }
  }
}
