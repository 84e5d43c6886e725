package io.github.tfestimator.peers;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A protocol buffer message, written field by field: no classes are made from a schema for it. */
final class Proto {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final CodedOutputStream out = CodedOutputStream.newInstance(bytes);

  Proto integer(int field, long value) throws IOException {
    out.writeInt64(field, value);
    return this;
  }

  Proto integers(int field, long... values) throws IOException {
    for (long value : values) {
      out.writeInt64(field, value);
    }
    return this;
  }

  Proto text(int field, String... values) throws IOException {
    for (String value : values) {
      out.writeString(field, value);
    }
    return this;
  }

  Proto message(int field, Proto message) throws IOException {
    out.writeByteArray(field, message.toBytes());
    return this;
  }

  /** As raw little-endian bytes. */
  Proto floats(int field, float[] values) throws IOException {
    var raw = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    raw.asFloatBuffer().put(values);
    out.writeByteArray(field, raw.array());
    return this;
  }

  byte[] toBytes() throws IOException {
    out.flush();
    return bytes.toByteArray();
  }
}
