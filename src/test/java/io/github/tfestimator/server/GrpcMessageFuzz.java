package io.github.tfestimator.server;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.github.tfestimator.fuzz.Bounded;
import io.github.tfestimator.input.JavaArrays;
import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.tensorflow.ndarray.NdArray;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.Example;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto.Dim;

/**
 * Messages of the gRPC API: models, examples and tensors, which protobuf's own classes read too.
 */
public final class GrpcMessageFuzz {
  private GrpcMessageFuzz() {}

  /** Reads an input as a request's model, its examples, and a tensor. */
  public static void fuzzerTestOneInput(byte[] input) {
    ByteString message = ByteString.copyFrom(input);
    Bounded.read(input, ApiException.class, () -> ModelSpec.ofRequest(message))
        .ifPresent(
            spec ->
                ServingReader.spec(input)
                    .ifPresent(
                        expected ->
                            Bounded.require(spec.equals(expected), "Another model: " + spec)));
    Bounded.read(
            input, ApiException.class, () -> ExampleInput.examples(message, RestBodyFuzz.limit()))
        .ifPresent(
            read ->
                ServingReader.examples(input).ifPresent(expected -> requireSame(read, expected)));
    Optional<NdArray<?>> tensor =
        Bounded.read(
            input, ApiException.class, () -> ProtoTensors.read("x", message, RestBodyFuzz.limit()));
    tensor.ifPresent(read -> proto(input).ifPresent(proto -> requireSame(read, proto)));
  }

  private static void requireSame(byte[][] read, List<Example> expected) {
    Bounded.require(read.length == expected.size(), "Another number of examples");
    for (int i = 0; i < read.length; i++) {
      try {
        Bounded.require(Example.parseFrom(read[i]).equals(expected.get(i)), "Another example " + i);
      } catch (InvalidProtocolBufferException e) {
        throw new AssertionError("An example that can't be read", e);
      }
    }
  }

  private static Optional<TensorProto> proto(byte[] input) {
    try {
      return Optional.of(TensorProto.parseFrom(input));
    } catch (InvalidProtocolBufferException e) {
      return Optional.empty(); // such as damage in a field that no request has
    }
  }

  private static void requireSame(NdArray<?> read, TensorProto proto) {
    long[] shape = proto.getTensorShape().getDimList().stream().mapToLong(Dim::getSize).toArray();
    Bounded.require(Arrays.equals(shape, read.shape().asArray()), "Another shape");
    Object values = JavaArrays.flatten(read);
    if (!proto.getTensorContent().isEmpty()) {
      requireSame(values, proto.getDtype(), proto.getTensorContent());
      return;
    }
    List<?> expected =
        switch (proto.getDtype()) {
          case DT_FLOAT -> proto.getFloatValList();
          case DT_DOUBLE -> proto.getDoubleValList();
          case DT_INT32, DT_UINT8 -> proto.getIntValList();
          case DT_INT64 -> proto.getInt64ValList();
          case DT_BOOL -> proto.getBoolValList();
          default -> proto.getStringValList();
        };
    for (int i = 0; i < Array.getLength(values); i++) {
      Object actual = Array.get(values, i);
      Object last = expected.isEmpty() ? null : expected.get(Math.min(i, expected.size() - 1));
      Bounded.require(isSame(actual, last), "Another value at " + i);
    }
  }

  /** Compares values with their bytes; of strings all lengths come first, as varints. */
  private static void requireSame(Object values, DataType type, ByteString content) {
    ByteBuffer bytes = content.asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    int count = Array.getLength(values);
    if (type == DataType.DT_STRING) {
      byte[][] strings = (byte[][]) values;
      for (byte[] string : strings) {
        Bounded.require(string.length == varint(bytes), "Another length of a string");
      }
      for (byte[] string : strings) {
        byte[] expected = new byte[string.length];
        bytes.get(expected);
        Bounded.require(Arrays.equals(string, expected), "Another string");
      }
      Bounded.require(!bytes.hasRemaining(), "More strings");
      return;
    }
    for (int i = 0; i < count; i++) {
      Object expected =
          switch (type) {
            case DT_FLOAT -> bytes.getFloat();
            case DT_DOUBLE -> bytes.getDouble();
            case DT_INT32 -> bytes.getInt();
            case DT_INT64 -> bytes.getLong();
            case DT_BOOL -> bytes.get() != 0;
            default -> bytes.get();
          };
      Bounded.require(Array.get(values, i).equals(expected), "Another value at " + i);
    }
    Bounded.require(!bytes.hasRemaining(), "More values");
  }

  /** Returns a varint's lowest 32 bits, as protobuf and TensorFlow take them. */
  private static int varint(ByteBuffer bytes) {
    long value = 0;
    int shift = 0;
    int read;
    do {
      read = bytes.get();
      value |= (long) (read & 0x7f) << shift;
      shift += 7;
    } while (read < 0);
    return (int) value;
  }

  private static boolean isSame(Object actual, Object expected) {
    if (actual instanceof byte[] string) {
      return Arrays.equals(
          string, expected == null ? new byte[0] : ((ByteString) expected).toByteArray());
    }
    if (actual instanceof Byte number) {
      return number == (byte) (expected == null ? 0 : (int) expected);
    }
    if (actual instanceof Boolean bool) {
      return bool.equals(expected != null && (boolean) expected);
    }
    return expected == null ? ((Number) actual).doubleValue() == 0 : actual.equals(expected);
  }
}
