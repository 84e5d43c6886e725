package io.github.tfestimator.io;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.StreamCorruptedException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Files of records (TFRecord, {@code tensorflow/core/lib/io/record_writer.h}), one after another:
 * the payload's length in eight bytes, lowest first, that length's masked CRC-32C, the payload, the
 * payload's masked CRC-32C.
 */
public final class TfRecords {
  static final int HEADER = Long.BYTES + Integer.BYTES;
  private static final int FOOTER = Integer.BYTES;

  /** The number of bytes that a record has in addition to its payload. */
  public static final int OVERHEAD = HEADER + FOOTER;

  private TfRecords() {}

  /**
   * Encodes records.
   *
   * @param payloads the records' contents
   * @return the bytes of the records, framed with lengths and checksums
   */
  public static byte[] of(List<byte[]> payloads) {
    int size = payloads.stream().mapToInt(payload -> payload.length).reduce(0, Math::addExact);
    ByteBuffer records =
        ByteBuffer.allocate(Math.addExact(size, payloads.size() * OVERHEAD))
            .order(ByteOrder.LITTLE_ENDIAN);
    for (byte[] payload : payloads) {
      int start = records.position();
      records.putLong(payload.length);
      records.putInt(Crc32c.masked(records.slice(start, Long.BYTES)));
      records.put(payload);
      records.putInt(Crc32c.masked(ByteBuffer.wrap(payload)));
    }
    return records.array();
  }

  /**
   * Reads a whole file.
   *
   * @param file a file of records
   * @return their payloads
   * @throws IOException if it can't be read, ends within a record, or a checksum doesn't fit
   */
  public static List<byte[]> read(Path file) throws IOException {
    BoundedFiles.requireRegular(file);
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      List<byte[]> payloads = new ArrayList<>();
      for (var next = next(in); next.isPresent(); next = next(in)) {
        payloads.add(next.get());
      }
      return payloads;
    } catch (StreamCorruptedException e) {
      throw new IOException("a record " + e.getMessage(), e);
    }
  }

  /**
   * Reads the next record.
   *
   * @param in where a record begins, or at the end
   * @return its payload; none at the end
   * @throws EOFException if the stream ends within the record
   * @throws StreamCorruptedException if a checksum doesn't fit; the message begins with a verb,
   *     whose subject is the record
   * @throws IOException if it can't be read
   */
  public static Optional<byte[]> next(InputStream in) throws IOException {
    OptionalInt length = length(in);
    if (length.isEmpty()) {
      return Optional.empty();
    }
    // The stream takes memory as it finds bytes, not as many as the length claims.
    int size = length.getAsInt() + FOOTER;
    byte[] rest = in.readNBytes(size);
    requireWhole(rest, size);
    return Optional.of(checked(rest));
  }

  /** Reads a record's header: the length of its payload; none at the end. */
  static OptionalInt length(InputStream in) throws IOException {
    byte[] header = in.readNBytes(HEADER);
    if (header.length == 0) {
      return OptionalInt.empty();
    }
    requireWhole(header, HEADER);
    long length = ByteBuffer.wrap(checked(header)).order(ByteOrder.LITTLE_ENDIAN).getLong();
    if (length < 0 || length > Integer.MAX_VALUE - Long.BYTES) {
      throw new StreamCorruptedException("claims to be %d bytes long".formatted(length));
    }
    return OptionalInt.of((int) length);
  }

  private static void requireWhole(byte[] actual, int size) throws EOFException {
    if (actual.length < size) {
      throw cut();
    }
  }

  static EOFException cut() {
    return new EOFException("it ends within a record");
  }

  /** The bytes before the checksum that the last four are. */
  private static byte[] checked(byte[] bytes) throws StreamCorruptedException {
    byte[] content = Arrays.copyOf(bytes, bytes.length - Integer.BYTES);
    int checksum =
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt(bytes.length - Integer.BYTES);
    if (Crc32c.masked(ByteBuffer.wrap(content)) != checksum) {
      throw new StreamCorruptedException("has a checksum that doesn't fit");
    }
    return content;
  }
}
