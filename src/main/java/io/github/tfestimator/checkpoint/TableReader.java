package io.github.tfestimator.checkpoint;

import io.github.tfestimator.io.Crc32c;
import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Reads the sorted table that a checkpoint's index is (LevelDB's format, {@code
 * tensorflow/core/lib/io/format}): blocks of prefix-compressed rows, an index block that tells
 * where the blocks are, and a footer that tells where the index block is.
 */
final class TableReader {
  private static final long MAGIC = 0xdb4775248b80fb57L;
  private static final int FOOTER = 48;

  /** Names share their beginnings, but TensorFlow writes every sixteenth in full. */
  private static final int MAX_EXPANSION = 64;

  private final Path file;
  private final ByteBuffer bytes;
  private long keyBytes;
  private int lastBlockEnd;

  private TableReader(Path file, ByteBuffer bytes) {
    this.file = file;
    this.bytes = bytes;
  }

  /** All rows of a table; each character of a key is one byte. The file is named in errors. */
  static SortedMap<String, ByteBuffer> read(Path file, ByteBuffer bytes) {
    var reader = new TableReader(file, bytes.order(ByteOrder.LITTLE_ENDIAN));
    try {
      return reader.rows();
    } catch (BufferUnderflowException
        | IllegalArgumentException
        | IndexOutOfBoundsException
        | ArithmeticException e) {
      throw CheckpointReader.damaged(file, "its table can't be read", e);
    }
  }

  private SortedMap<String, ByteBuffer> rows() {
    int size = bytes.capacity();
    if (size < FOOTER || bytes.getLong(size - Long.BYTES) != MAGIC) {
      throw CheckpointReader.damaged(file, "its end is missing", null);
    }
    ByteBuffer footer = slice(size - FOOTER, FOOTER);
    block(footer); // the meta index, which is empty in a checkpoint
    SortedMap<String, ByteBuffer> rows = new TreeMap<>();
    int end = 0;
    for (ByteBuffer handle : block(footer).values()) {
      if (varint(handle.duplicate()) < end) {
        throw CheckpointReader.damaged(file, "its blocks overlap", null);
      }
      rows.putAll(block(handle));
      end = lastBlockEnd;
    }
    while (footer.remaining() > Long.BYTES) {
      if (footer.get() != 0) {
        throw CheckpointReader.damaged(file, "its end has other bytes than zeros", null);
      }
    }
    return rows;
  }

  /** The rows of the block that a handle, its offset and size, tells of. */
  private SortedMap<String, ByteBuffer> block(ByteBuffer handle) {
    int offset = varint(handle);
    int size = varint(handle);
    ByteBuffer checked = slice(offset, size + 1);
    int checksum = bytes.getInt(offset + size + 1);
    lastBlockEnd = offset + size;
    if (Crc32c.masked(checked) != checksum) {
      throw CheckpointReader.damaged(file, "the checksum of a block doesn't fit", null);
    }
    if (checked.get(size) != 0) {
      throw CheckpointReader.damaged(file, "a block is compressed, which no checkpoint's is", null);
    }
    int restarts = checked.getInt(size - Integer.BYTES);
    ByteBuffer block = slice(offset, size - Integer.BYTES * (restarts + 1));
    SortedMap<String, ByteBuffer> rows = new TreeMap<>();
    byte[] key = {};
    while (block.hasRemaining()) {
      int shared = varint(block);
      int unshared = varint(block);
      int valueSize = varint(block);
      var next = new ByteArrayOutputStream();
      next.write(key, 0, shared);
      next.writeBytes(take(block, unshared));
      key = next.toByteArray();
      keyBytes += key.length;
      if (keyBytes > (long) MAX_EXPANSION * bytes.capacity()) {
        throw CheckpointReader.damaged(file, "its names are longer than such a file has", null);
      }
      rows.put(
          new String(key, StandardCharsets.ISO_8859_1), ByteBuffer.wrap(take(block, valueSize)));
    }
    return rows;
  }

  private ByteBuffer slice(int offset, int size) {
    return bytes.slice(offset, size).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static byte[] take(ByteBuffer from, int size) {
    if (size > from.remaining()) {
      throw new BufferUnderflowException();
    }
    byte[] taken = new byte[size];
    from.get(taken);
    return taken;
  }

  /** A number of 7 bits a byte, lowest first, the eighth bit saying that more follow. */
  private static int varint(ByteBuffer from) {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      byte b = from.get();
      value |= (long) (b & 0x7f) << shift;
      if (b == 0 && shift > 0) {
        throw new IllegalArgumentException("a number has a superfluous byte");
      }
      if (b >= 0) {
        return Math.toIntExact(value);
      }
    }
    throw new IllegalArgumentException("a number is too long");
  }
}
