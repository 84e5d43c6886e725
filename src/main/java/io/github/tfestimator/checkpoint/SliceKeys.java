package io.github.tfestimator.checkpoint;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.tensorflow.proto.TensorSliceProto;

/**
 * The keys under which the slices of a partitioned variable are kept in an index: a 0, the
 * variable's name, and start and length of each dimension, so written that the order of the bytes
 * is that of what they mean ({@code EncodeTensorNameSlice} and {@code OrderedCode} in {@code
 * tensorflow/core}). Each character of a key is one byte.
 */
final class SliceKeys {
  /** The length of a dimension that isn't sliced. */
  private static final long WHOLE = -1;

  private SliceKeys() {}

  /** Tells whether a key is one of a slice; no variable's name begins so. */
  static boolean isOne(String key) {
    return key.startsWith("\0");
  }

  static String of(String name, TensorSliceProto slice) {
    var key = new ByteArrayOutputStream();
    addUnsigned(key, 0);
    addName(key, name);
    addUnsigned(key, slice.getExtentCount());
    for (TensorSliceProto.Extent extent : slice.getExtentList()) {
      addSigned(key, extent.getStart());
      addSigned(key, extent.hasLength() ? extent.getLength() : WHOLE);
    }
    return key.toString(StandardCharsets.ISO_8859_1);
  }

  private static void addName(ByteArrayOutputStream key, String name) {
    for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
      key.write(b);
      // TensorFlow escapes 0xff, too, which UTF-8 doesn't have.
      if (b == 0) {
        key.write(0xff);
      }
    }
    key.write(0);
    key.write(1);
  }

  /** The number of bytes, and the bytes, the highest first. */
  private static void addUnsigned(ByteArrayOutputStream key, int value) {
    int size = (Integer.SIZE - Integer.numberOfLeadingZeros(value) + 7) / 8;
    key.write(size);
    for (int i = size - 1; i >= 0; i--) {
      key.write(value >>> 8 * i);
    }
  }

  /**
   * As many bits as there are bytes, all of them the opposite of the sign, then the sign and the
   * number, the highest byte first.
   */
  private static void addSigned(ByteArrayOutputStream key, long value) {
    int valueBits = Long.SIZE - Long.numberOfLeadingZeros(value < 0 ? ~value : value);
    int size = valueBits / 7 + 1;
    byte[] bytes = new byte[size];
    for (int i = 0; i < size; i++) {
      int shift = 8 * (size - 1 - i);
      bytes[i] = (byte) (value >> Math.min(shift, Long.SIZE - 1));
    }
    for (int bit = 0; bit < size; bit++) {
      bytes[bit / 8] ^= (byte) (0x80 >> bit % 8);
    }
    key.writeBytes(bytes);
  }
}
