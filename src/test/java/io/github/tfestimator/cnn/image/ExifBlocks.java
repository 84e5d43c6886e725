package io.github.tfestimator.cnn.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Makes EXIF segments for JPEG files. */
final class ExifBlocks {
  private ExifBlocks() {}

  /** A TIFF header and a directory of three entries, of which the second is the orientation. */
  static byte[] tiff(ByteOrder order, int orientation) {
    var block = ByteBuffer.allocate(64).order(order);
    block.put((order == ByteOrder.LITTLE_ENDIAN ? "II" : "MM").getBytes(StandardCharsets.US_ASCII));
    block.putShort((short) 42).putInt(12).putInt(-1); // The directory needn't follow at once.
    block.putShort((short) 3);
    entry(block, 0x100, 4, 1).putInt(4000);
    entry(block, 0x112, 3, 1).putShort((short) orientation).putShort((short) 0);
    entry(block, 0x128, 3, 1).putShort((short) 2).putShort((short) 0);
    return Arrays.copyOf(block.array(), block.position() + 4);
  }

  private static ByteBuffer entry(ByteBuffer block, int tag, int type, int count) {
    return block.putShort((short) tag).putShort((short) type).putInt(count);
  }

  static byte[] exif(byte[] tiff) {
    return segment(0xe1, ("Exif\0\0" + latin1(tiff)).getBytes(StandardCharsets.ISO_8859_1));
  }

  /** A segment with its marker and length. */
  static byte[] segment(int marker, byte[] content) {
    return ByteBuffer.allocate(content.length + 4)
        .put((byte) 0xff)
        .put((byte) marker)
        .putShort((short) (content.length + 2))
        .put(content)
        .array();
  }

  /** Puts segments behind the start of a JPEG file. */
  static byte[] insert(byte[] jpeg, byte[]... segments) {
    var inserted = new StringBuilder(latin1(jpeg).substring(0, 2));
    for (byte[] segment : segments) {
      inserted.append(latin1(segment));
    }
    return inserted
        .append(latin1(jpeg), 2, jpeg.length)
        .toString()
        .getBytes(StandardCharsets.ISO_8859_1);
  }

  private static String latin1(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
