package io.github.tfestimator.server;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import io.github.tfestimator.input.TensorSpec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.function.LongConsumer;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.TensorProto;

/** The values of a {@code TensorProto}, in a Java array that is as long as its shape is large. */
final class ProtoValues {
  /** An object and the reference to it. */
  private static final int STRING_BYTES = 24;

  private final DataType type;
  private final int count;
  private final LongConsumer memory;
  private final Object values;
  private int next;

  /**
   * Makes an array of zeros or nulls.
   *
   * @param type that Java arrays can have
   * @param memory takes the bytes of the values before they are made
   */
  ProtoValues(DataType type, int count, LongConsumer memory) {
    this.type = type;
    this.count = count;
    this.memory = memory;
    memory.accept((long) count * bytesOfValue());
    values =
        switch (type) {
          case DT_FLOAT -> new float[count];
          case DT_DOUBLE -> new double[count];
          case DT_INT32 -> new int[count];
          case DT_INT64 -> new long[count];
          case DT_UINT8 -> new byte[count];
          case DT_BOOL -> new boolean[count];
          default -> new byte[count][];
        };
  }

  /** Returns the array. */
  Object array() {
    return values;
  }

  private int bytesOfValue() {
    return switch (type) {
      case DT_FLOAT, DT_INT32 -> Float.BYTES;
      case DT_DOUBLE, DT_INT64 -> Double.BYTES;
      case DT_UINT8, DT_BOOL -> 1;
      default -> STRING_BYTES;
    };
  }

  /** Reads the type's own field: one value, or packed ones. */
  boolean readField(int tag, CodedInputStream in) throws IOException {
    int wireType = WireFormat.getTagWireType(tag);
    if (WireFormat.getTagFieldNumber(tag) != field()) {
      return false;
    }
    if (wireType == wireType()) {
      readValue(in);
    } else if (wireType == WireFormat.WIRETYPE_LENGTH_DELIMITED) {
      int limit = in.pushLimit(in.readRawVarint32());
      while (in.getBytesUntilLimit() > 0) {
        readValue(in);
      }
      in.popLimit(limit);
    } else {
      return false;
    }
    return true;
  }

  private int field() {
    return switch (type) {
      case DT_FLOAT -> TensorProto.FLOAT_VAL_FIELD_NUMBER;
      case DT_DOUBLE -> TensorProto.DOUBLE_VAL_FIELD_NUMBER;
      case DT_INT32, DT_UINT8 -> TensorProto.INT_VAL_FIELD_NUMBER;
      case DT_INT64 -> TensorProto.INT64_VAL_FIELD_NUMBER;
      case DT_BOOL -> TensorProto.BOOL_VAL_FIELD_NUMBER;
      default -> TensorProto.STRING_VAL_FIELD_NUMBER;
    };
  }

  private int wireType() {
    return switch (type) {
      case DT_FLOAT -> WireFormat.WIRETYPE_FIXED32;
      case DT_DOUBLE -> WireFormat.WIRETYPE_FIXED64;
      case DT_STRING -> WireFormat.WIRETYPE_LENGTH_DELIMITED;
      default -> WireFormat.WIRETYPE_VARINT;
    };
  }

  private void readValue(CodedInputStream in) throws IOException {
    // Beyond the shape they are read over.
    int index = next < count ? next++ : -1;
    if (values instanceof float[] floats) {
      float value = in.readFloat();
      if (index >= 0) {
        floats[index] = value;
      }
    } else if (values instanceof double[] doubles) {
      double value = in.readDouble();
      if (index >= 0) {
        doubles[index] = value;
      }
    } else if (values instanceof byte[][] strings) {
      ByteString value = in.readBytes();
      if (index >= 0) {
        strings[index] = copy(value);
      }
    } else {
      long value = in.readInt64();
      if (index >= 0) {
        putInteger(index, value);
      }
    }
  }

  private void putInteger(int index, long value) {
    if (values instanceof int[] ints) {
      ints[index] = (int) value;
    } else if (values instanceof long[] longs) {
      longs[index] = value;
    } else if (values instanceof byte[] bytes) {
      bytes[index] = (byte) value;
    } else {
      ((boolean[]) values)[index] = value != 0;
    }
  }

  private byte[] copy(ByteString string) {
    memory.accept(string.size());
    return string.toByteArray();
  }

  /** Repeats the last value of the type's own field, or zero or empty text if there is none. */
  void repeatLast() {
    if (values instanceof byte[][] strings) {
      Arrays.fill(strings, next, count, next == 0 ? new byte[0] : strings[next - 1]);
    } else if (next > 0) {
      for (int i = next; i < count; i++) {
        System.arraycopy(values, next - 1, values, i, 1);
      }
    }
  }

  /**
   * Reads {@code tensor_content}.
   *
   * @throws IllegalArgumentException if it has other than so many values, to be put after a name
   */
  void readContent(ByteString content) {
    if (values instanceof byte[][] strings) {
      readStrings(content, strings);
      return;
    }
    if (content.size() != (long) count * bytesOfValue()) {
      throw new IllegalArgumentException(
          "has %d values of %s in its shape, but tensor_content of %d bytes"
              .formatted(count, TensorSpec.name(type), content.size()));
    }
    ByteBuffer bytes = content.asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    if (values instanceof float[] floats) {
      bytes.asFloatBuffer().get(floats);
    } else if (values instanceof double[] doubles) {
      bytes.asDoubleBuffer().get(doubles);
    } else if (values instanceof int[] ints) {
      bytes.asIntBuffer().get(ints);
    } else if (values instanceof long[] longs) {
      bytes.asLongBuffer().get(longs);
    } else if (values instanceof byte[] numbers) {
      bytes.get(numbers);
    } else {
      for (int i = 0; i < count; i++) {
        ((boolean[]) values)[i] = bytes.get() != 0;
      }
    }
  }

  /** Reads strings: all lengths, then all bytes. */
  private void readStrings(ByteString content, byte[][] strings) {
    memory.accept((long) count * Integer.BYTES + content.size());
    try {
      CodedInputStream in = content.newCodedInput();
      int[] lengths = new int[count];
      for (int i = 0; i < count; i++) {
        lengths[i] = in.readRawVarint32();
      }
      for (int i = 0; i < count; i++) {
        strings[i] = in.readRawBytes(lengths[i]);
      }
      if (in.isAtEnd()) {
        return;
      }
    } catch (IOException e) {
      // It ends too early, or a length is negative.
    }
    throw new IllegalArgumentException(
        "has tensor_content of %d bytes that aren't %d strings".formatted(content.size(), count));
  }
}
