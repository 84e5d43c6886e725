package io.github.tfestimator.fuzz;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * Makes the checksums of a file fit: no mutation would guess them, and all that lies behind would
 * remain untried.
 */
public final class Checksums {
  private static final int FOOTER = 48;

  private Checksums() {}

  /**
   * Mends TFRecords.
   *
   * @param file records, which may be damaged
   * @return the same with fitting checksums, as far as its lengths can be followed
   */
  public static byte[] ofRecords(byte[] file) {
    ByteBuffer bytes = ByteBuffer.wrap(file.clone()).order(ByteOrder.LITTLE_ENDIAN);
    int at = 0;
    while (bytes.capacity() - at >= 12) {
      bytes.putInt(at + 8, masked(bytes, at, 8));
      long length = bytes.getLong(at);
      if (length < 0 || length > bytes.capacity() - at - 16) {
        break;
      }
      int end = at + 12 + (int) length;
      bytes.putInt(end, masked(bytes, at + 12, (int) length));
      at = end + 4;
    }
    return bytes.array();
  }

  /**
   * Mends a table, the index of a checkpoint.
   *
   * @param file a table, which may be damaged
   * @return the same with fitting checksums and end, as far as its blocks can be followed
   */
  public static byte[] ofTable(byte[] file) {
    ByteBuffer bytes = ByteBuffer.wrap(file.clone()).order(ByteOrder.LITTLE_ENDIAN);
    if (file.length < FOOTER) {
      return file;
    }
    bytes.putLong(file.length - 8, 0xdb4775248b80fb57L);
    try {
      bytes.position(file.length - FOOTER);
      mendBlock(bytes);
      ByteBuffer index = mendBlock(bytes);
      while (index.hasRemaining()) {
        varint(index);
        long unshared = varint(index);
        varint(index);
        index.position(index.position() + Math.toIntExact(unshared));
        mendBlock(index);
      }
    } catch (RuntimeException e) {
      // As far as they can be followed.
    }
    return bytes.array();
  }

  /** Mends the block whose place is next, and returns its rows. */
  private static ByteBuffer mendBlock(ByteBuffer places) {
    ByteBuffer bytes = ByteBuffer.wrap(places.array()).order(ByteOrder.LITTLE_ENDIAN);
    int offset = Math.toIntExact(varint(places));
    int size = Math.toIntExact(varint(places));
    bytes.putInt(offset + size + 1, masked(bytes, offset, size + 1));
    int rows = size - 4 * (bytes.getInt(offset + size - 4) + 1);
    return bytes.position(offset).limit(offset + rows);
  }

  private static long varint(ByteBuffer from) {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      byte next = from.get();
      value |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new IllegalArgumentException("No number");
  }

  /**
   * Returns a masked checksum.
   *
   * @param bytes where they are
   * @param start the first byte
   * @param length how many
   * @return the checksum, as TensorFlow stores it
   */
  public static int masked(ByteBuffer bytes, int start, int length) {
    var crc = new CRC32C();
    crc.update(bytes.slice(start, length));
    int value = (int) crc.getValue();
    return Integer.rotateRight(value, 15) + 0xa282ead8;
  }
}
