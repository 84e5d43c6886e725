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
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto.Dim;

/** Messages of the gRPC API, whose tensors and examples protobuf's own classes read too. */
public final class GrpcMessageFuzz {
  private GrpcMessageFuzz() {}

  /** Reads an input as a request's model, its examples, and a tensor. */
  public static void fuzzerTestOneInput(byte[] input) {
    ByteString message = ByteString.copyFrom(input);
    Bounded.read(input, ApiException.class, () -> ModelSpec.ofRequest(message))
        .ifPresent(spec -> Bounded.require(!spec.name().isEmpty(), "No name"));
    Bounded.read(
        input, ApiException.class, () -> ExampleInput.examples(message, RestBodyFuzz.limit()));
    Optional<NdArray<?>> tensor =
        Bounded.read(
            input, ApiException.class, () -> ProtoTensors.read("x", message, RestBodyFuzz.limit()));
    tensor.ifPresent(read -> proto(input).ifPresent(proto -> requireSame(read, proto)));
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

  /** Compares values with their bytes, of which strings have their lengths before them all. */
  private static void requireSame(Object values, DataType type, ByteString content) {
    ByteBuffer bytes = content.asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    int count = Array.getLength(values);
    if (type == DataType.DT_STRING) {
      byte[][] strings = (byte[][]) values;
      int total = Arrays.stream(strings).mapToInt(string -> string.length).sum();
      bytes.position(content.size() - total);
      for (byte[] string : strings) {
        byte[] expected = new byte[string.length];
        bytes.get(expected);
        Bounded.require(Arrays.equals(string, expected), "Another string");
      }
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
