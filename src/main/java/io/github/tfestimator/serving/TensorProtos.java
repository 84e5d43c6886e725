package io.github.tfestimator.serving;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.function.IntConsumer;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;
import org.tensorflow.types.TUint8;
import org.tensorflow.types.family.TType;

/**
 * Makes tensors of protos, as TensorFlow's {@code Tensor::FromProto} does: numbers are in {@code
 * tensor_content}, or in the field of their type, whose last value stands for all that follow.
 */
final class TensorProtos {
  private final String name;
  private final TensorProto proto;
  private final Shape shape;
  private final int size;

  private TensorProtos(String name, TensorProto proto) {
    this.name = name;
    this.proto = proto;
    shape =
        Shape.of(
            proto.getTensorShape().getDimList().stream()
                .mapToLong(TensorShapeProto.Dim::getSize)
                .toArray());
    if (shape.hasUnknownDimension() || proto.getTensorShape().getUnknownRank()) {
      throw wrong("has no definite shape");
    }
    if (shape.size() > Integer.MAX_VALUE / Long.BYTES) {
      throw wrong("is too large");
    }
    size = (int) shape.size();
  }

  /**
   * @param name what to call it in an error
   * @throws IllegalArgumentException if it is of a type that isn't known here, or hasn't the values
   *     that its shape asks for
   */
  static Tensor tensor(String name, TensorProto proto) {
    return new TensorProtos(name, proto).tensor();
  }

  private Tensor tensor() {
    ByteBuffer to = ByteBuffer.allocate(size * Long.BYTES).order(ByteOrder.nativeOrder());
    return switch (proto.getDtype()) {
      case DT_FLOAT ->
          numbers(
              TFloat32.class, to, proto.getFloatValCount(), i -> to.putFloat(proto.getFloatVal(i)));
      case DT_DOUBLE ->
          numbers(
              TFloat64.class,
              to,
              proto.getDoubleValCount(),
              i -> to.putDouble(proto.getDoubleVal(i)));
      case DT_INT32 ->
          numbers(TInt32.class, to, proto.getIntValCount(), i -> to.putInt(proto.getIntVal(i)));
      case DT_INT64 ->
          numbers(
              TInt64.class, to, proto.getInt64ValCount(), i -> to.putLong(proto.getInt64Val(i)));
      case DT_UINT8 ->
          numbers(TUint8.class, to, proto.getIntValCount(), i -> to.put((byte) proto.getIntVal(i)));
      case DT_BOOL ->
          numbers(
              TBool.class,
              to,
              proto.getBoolValCount(),
              i -> to.put((byte) (proto.getBoolVal(i) ? 1 : 0)));
      case DT_STRING -> strings();
      default -> throw wrong("is of a type that no request can have here");
    };
  }

  private <T extends TType> T numbers(Class<T> type, ByteBuffer to, int count, IntConsumer put) {
    T tensor = Tensor.of(type, shape);
    try {
      byte[] bytes = bytes((int) tensor.numBytes(), to, count, put);
      tensor.asRawTensor().data().write(bytes);
      return tensor;
    } catch (RuntimeException | Error e) {
      tensor.close();
      throw e;
    }
  }

  private byte[] bytes(int length, ByteBuffer to, int count, IntConsumer put) {
    ByteString content = proto.getTensorContent();
    if (!content.isEmpty()) {
      if (content.size() != length) {
        throw wrong("has %d bytes of content, not %d".formatted(content.size(), length));
      }
      return content.toByteArray();
    }
    requireAtMostSize(count);
    for (int i = 0; i < size && count > 0; i++) {
      put.accept(Math.min(i, count - 1));
    }
    return Arrays.copyOf(to.array(), length);
  }

  private TString strings() {
    int count = proto.getStringValCount();
    requireAtMostSize(count);
    byte[][] values = new byte[size][];
    for (int i = 0; i < size; i++) {
      values[i] =
          count == 0 ? new byte[0] : proto.getStringVal(Math.min(i, count - 1)).toByteArray();
    }
    return TString.tensorOfBytes(shape, DataBuffers.ofObjects(values));
  }

  private void requireAtMostSize(int count) {
    if (count > size) {
      throw wrong("has %d values, but room for %d".formatted(count, size));
    }
  }

  private IllegalArgumentException wrong(String what) {
    return new IllegalArgumentException(
        "The input %s (%s %s) %s".formatted(name, proto.getDtype(), shape, what));
  }
}
