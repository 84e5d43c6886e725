package io.github.tfestimator.savedmodel;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.function.ObjIntConsumer;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.ByteDataBuffer;
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
  /** Bytes that are written at once, a multiple of every type's width. */
  private static final int PIECE = 64 * 1024;

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
    return switch (proto.getDtype()) {
      case DT_FLOAT ->
          numbers(
              TFloat32.class,
              proto.getFloatValCount(),
              (to, i) -> to.putFloat(proto.getFloatVal(i)));
      case DT_DOUBLE ->
          numbers(
              TFloat64.class,
              proto.getDoubleValCount(),
              (to, i) -> to.putDouble(proto.getDoubleVal(i)));
      case DT_INT32 ->
          numbers(TInt32.class, proto.getIntValCount(), (to, i) -> to.putInt(proto.getIntVal(i)));
      case DT_INT64 ->
          numbers(
              TInt64.class, proto.getInt64ValCount(), (to, i) -> to.putLong(proto.getInt64Val(i)));
      case DT_UINT8 ->
          numbers(
              TUint8.class, proto.getIntValCount(), (to, i) -> to.put((byte) proto.getIntVal(i)));
      case DT_BOOL ->
          numbers(
              TBool.class,
              proto.getBoolValCount(),
              (to, i) -> to.put((byte) (proto.getBoolVal(i) ? 1 : 0)));
      case DT_STRING -> strings();
      default -> throw wrong("is of a type that no request can have here");
    };
  }

  /**
   * @param put appends a value of the proto
   */
  private <T extends TType> T numbers(Class<T> type, int count, ObjIntConsumer<ByteBuffer> put) {
    T tensor = Tensor.of(type, shape);
    try {
      ByteDataBuffer to = tensor.asRawTensor().data();
      if (proto.getTensorContent().isEmpty()) {
        writeValues(to, count, put);
      } else {
        writeContent(to);
      }
      return tensor;
    } catch (RuntimeException | Error e) {
      tensor.close();
      throw e;
    }
  }

  private void writeContent(ByteDataBuffer to) {
    ByteString content = proto.getTensorContent();
    if (content.size() != to.size()) {
      throw wrong("has %d bytes of content, not %d".formatted(content.size(), to.size()));
    }
    to.write(content.toByteArray());
  }

  /** Piece by piece: a proto of a few bytes may stand for many values. */
  private void writeValues(ByteDataBuffer to, int count, ObjIntConsumer<ByteBuffer> put) {
    requireAtMostSize(count);
    var piece = ByteBuffer.allocate(PIECE).order(ByteOrder.nativeOrder());
    int at = 0;
    for (int i = 0; i < size; i++) {
      if (count > 0) {
        put.accept(piece, Math.min(i, count - 1));
      } else {
        piece.position(piece.position() + (int) (to.size() / size));
      }
      if (!piece.hasRemaining() || i == size - 1) {
        to.offset(at).write(piece.array(), 0, piece.position());
        at += piece.position();
        piece.clear();
      }
    }
  }

  private TString strings() {
    int count = proto.getStringValCount();
    requireAtMostSize(count);
    byte[][] values = new byte[size][];
    for (int i = 0; i < count; i++) {
      values[i] = proto.getStringVal(i).toByteArray();
    }
    byte[] last = count == 0 ? new byte[0] : values[count - 1];
    Arrays.fill(values, count, size, last);
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
