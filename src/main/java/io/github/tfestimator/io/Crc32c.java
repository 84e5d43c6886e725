package io.github.tfestimator.io;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** The checksum of TensorFlow's files: of checkpoints and of records, as event files have them. */
public final class Crc32c {
  private Crc32c() {}

  /**
   * CRC-32C, rotated and shifted: a checksum of data that itself contains checksums would be weak
   * (LevelDB's {@code crc32c::Mask}).
   *
   * @param bytes what is between position and limit, which stay as they are
   * @return the masked checksum, as the files have it
   */
  public static int masked(ByteBuffer bytes) {
    CRC32C crc = new CRC32C();
    crc.update(bytes.duplicate());
    return masked(crc);
  }

  /**
   * The same of bytes that came piece by piece.
   *
   * @param crc the checksum of all pieces
   * @return the masked checksum, as the files have it
   */
  public static int masked(CRC32C crc) {
    return Integer.rotateRight((int) crc.getValue(), 15) + 0xa282ead8;
  }
}
