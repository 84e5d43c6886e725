package io.github.tfestimator.server;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Protobuf's wire format, by hand: TensorFlow Serving's own messages are few, and TensorFlow Java
 * has classes of none. Readers take a field at a time and skip the unknown ones, so that a message
 * makes no objects that nobody asked for.
 */
final class Wire {
  private static final int MESSAGE_KEY = 1;
  private static final int MESSAGE_VALUE = 2;

  private Wire() {}

  /** A reader of fields. */
  interface FieldReader {
    /**
     * Reads a field's value.
     *
     * @param tag the field's number and wire type, of {@link Wire#bytes} or {@link Wire#varint}
     * @return whether it was read; false to skip it
     */
    boolean read(int tag, CodedInputStream in) throws IOException;
  }

  /** A writer of a message's fields. */
  interface FieldWriter {
    void write(CodedOutputStream out) throws IOException;
  }

  /** An entry of a map. */
  record Entry(String key, ByteString value) {}

  /** Returns the tag of a string, a message or packed numbers. */
  static int bytes(int field) {
    return field << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;
  }

  /** Returns the tag of an integer, an enum or a bool. */
  static int varint(int field) {
    return field << 3 | WireFormat.WIRETYPE_VARINT;
  }

  /**
   * Reads a message. Its bytes aren't copied where a reader asks for them by {@code readBytes}.
   *
   * @throws ApiException if it is no message
   */
  static void read(ByteString message, FieldReader reader) {
    CodedInputStream in = message.newCodedInput();
    in.enableAliasing(true);
    try {
      for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
        if (!reader.read(tag, in)) {
          skip(tag, in);
        }
      }
    } catch (IOException e) {
      throw ApiException.invalid("The message can't be read as protobuf: %s", e.getMessage());
    }
  }

  private static void skip(int tag, CodedInputStream in) throws IOException {
    // Groups, which no message here has, would be skipped by recursion, however deep.
    if (WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_START_GROUP || !in.skipField(tag)) {
      throw new IOException("it has the group %d".formatted(WireFormat.getTagFieldNumber(tag)));
    }
  }

  /**
   * Reads an entry of a map with strings as keys.
   *
   * @throws ApiException if it is none
   */
  static Entry entry(ByteString message) {
    String[] key = {""};
    ByteString[] value = {ByteString.EMPTY};
    read(
        message,
        (tag, in) -> {
          if (tag == bytes(MESSAGE_KEY)) {
            key[0] = in.readStringRequireUtf8();
          } else if (tag == bytes(MESSAGE_VALUE)) {
            value[0] = in.readBytes();
          } else {
            return false;
          }
          return true;
        });
    return new Entry(key[0], value[0]);
  }

  /** Writes a message. */
  static ByteString write(FieldWriter writer) {
    ByteString.Output bytes = ByteString.newOutput();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    try {
      writer.write(out);
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("A writer to memory failed", e);
    }
    return bytes.toByteString();
  }

  /** Writes an entry of a map with strings as keys. */
  static ByteString entry(String key, ByteString value) {
    return write(
        out -> {
          out.writeString(MESSAGE_KEY, key);
          out.writeBytes(MESSAGE_VALUE, value);
        });
  }
}
