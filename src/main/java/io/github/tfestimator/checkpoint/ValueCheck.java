package io.github.tfestimator.checkpoint;

import io.github.tfestimator.io.Crc32c;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import java.util.zip.CRC32C;
import org.tensorflow.proto.BundleEntryProto;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.TensorShapeProto;

/** Compares the values of a variable with their checksum, and looks for NaN and infinity. */
final class ValueCheck implements Consumer<ByteBuffer> {
  private final BundleEntryProto entry;
  private final CRC32C crc = new CRC32C();
  private boolean isFinite = true;

  /** Of strings, how many lengths are still to come. */
  private long lengths;

  /** The part of the length that was read so far, and its number of bits. */
  private long length;

  private int bits;

  ValueCheck(BundleEntryProto entry) {
    this.entry = entry;
    if (entry.getDtype() == DataType.DT_STRING) {
      lengths = 1;
      for (TensorShapeProto.Dim dimension : entry.getShape().getDimList()) {
        lengths *= dimension.getSize();
      }
    }
  }

  @Override
  public void accept(ByteBuffer piece) {
    while (lengths > 0 && piece.hasRemaining()) {
      addLength(piece.get());
    }
    crc.update(piece.duplicate());
    isFinite = isFinite && isFinite(piece);
  }

  boolean isIntact() {
    return lengths == 0 && Crc32c.masked(crc) == entry.getCrc32C();
  }

  boolean isFinite() {
    return isFinite;
  }

  /**
   * Adds to the length of a string, which the file has in 7 bits a byte, the lowest first, and
   * whose checksum is of 4 bytes, or of 8 if it takes more.
   */
  private void addLength(byte next) {
    length |= (long) (next & 0x7f) << bits;
    bits += 7;
    if (next >= 0) {
      int size = length >>> 32 == 0 ? Integer.BYTES : Long.BYTES;
      for (int i = 0; i < size; i++) {
        crc.update((int) (length >>> 8 * i) & 0xff);
      }
      lengths--;
      length = 0;
      bits = 0;
    }
  }

  /** In a number that isn't finite, all bits of the exponent are 1. */
  private boolean isFinite(ByteBuffer piece) {
    return switch (entry.getDtype()) {
      case DT_FLOAT, DT_COMPLEX64 -> isFiniteFloats(piece);
      case DT_DOUBLE, DT_COMPLEX128 -> isFiniteDoubles(piece);
      case DT_HALF -> isFiniteShorts(piece, 0x7c00);
      case DT_BFLOAT16 -> isFiniteShorts(piece, 0x7f80);
      default -> true;
    };
  }

  private static boolean isFiniteFloats(ByteBuffer piece) {
    final int exponent = 0x7f800000;
    while (piece.remaining() >= Float.BYTES) {
      if ((piece.getInt() & exponent) == exponent) {
        return false;
      }
    }
    return true;
  }

  private static boolean isFiniteDoubles(ByteBuffer piece) {
    final long exponent = 0x7ff0000000000000L;
    while (piece.remaining() >= Double.BYTES) {
      if ((piece.getLong() & exponent) == exponent) {
        return false;
      }
    }
    return true;
  }

  private static boolean isFiniteShorts(ByteBuffer piece, int exponent) {
    while (piece.remaining() >= Short.BYTES) {
      if ((piece.getShort() & exponent) == exponent) {
        return false;
      }
    }
    return true;
  }
}
