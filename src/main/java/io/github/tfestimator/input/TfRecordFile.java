package io.github.tfestimator.input;

import io.github.tfestimator.io.AtomicFiles;
import io.github.tfestimator.io.FileKind;
import io.github.tfestimator.io.TfRecordReader;
import java.io.EOFException;
import java.io.IOException;
import java.io.StreamCorruptedException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/**
 * A file of records, cut into chunks of {@value #CHUNK} that can be read in any order.
 *
 * @param path the file
 * @param offsets where the chunks begin: 8 bytes for {@value #CHUNK} records
 * @param size the number of records
 */
record TfRecordFile(Path path, long[] offsets, long size) {
  /** The number of records of a chunk; the last chunk of a file may have fewer. */
  static final int CHUNK = 64;

  /**
   * Counts a file's records by their lengths. The payloads are skipped, and checked only by {@link
   * #read}.
   *
   * @throws DataException if the file can't be read, or is damaged where it was read
   */
  static TfRecordFile open(Path path) {
    long[] offsets = new long[1];
    long size = 0;
    try (TfRecordReader reader = new TfRecordReader(path, 0)) {
      long offset = 0;
      for (; skip(path, reader); size++) {
        if (size % CHUNK == 0) {
          int chunk = (int) (size / CHUNK);
          offsets = chunk < offsets.length ? offsets : Arrays.copyOf(offsets, 2 * chunk);
          offsets[chunk] = offset;
        }
        offset = reader.offset();
      }
    } catch (IOException e) {
      throw unreadable(path, e);
    }
    return new TfRecordFile(path, Arrays.copyOf(offsets, chunks(size)), size);
  }

  private static int chunks(long size) {
    return Math.toIntExact((size + CHUNK - 1) / CHUNK);
  }

  /** {@return the number of chunks} */
  int chunks() {
    return offsets.length;
  }

  /** {@return the number of records of a chunk} */
  int size(int chunk) {
    return (int) Math.min(CHUNK, size - (long) chunk * CHUNK);
  }

  /**
   * Reads a chunk.
   *
   * @param chunk its number, from 0
   * @param into gets the records
   * @param place where in the array the first one goes
   * @throws DataException if the file can't be read, or a record is damaged
   */
  void read(int chunk, StoredExample[] into, int place) {
    try (TfRecordReader reader = new TfRecordReader(path, offsets[chunk])) {
      for (int i = 0; i < size(chunk); i++) {
        long offset = reader.offset();
        Optional<byte[]> payload = next(path, reader);
        if (payload.isEmpty()) {
          throw damaged(path, offset, "is gone, and was there before");
        }
        into[place + i] = new StoredExample(payload.get(), path, (long) chunk * CHUNK + i);
      }
    } catch (IOException e) {
      throw unreadable(path, e);
    }
  }

  private static boolean skip(Path path, TfRecordReader reader) throws IOException {
    try {
      return reader.skip();
    } catch (EOFException | StreamCorruptedException e) {
      throw damaged(path, reader.offset(), reason(e));
    }
  }

  private static Optional<byte[]> next(Path path, TfRecordReader reader) throws IOException {
    try {
      return reader.next();
    } catch (EOFException | StreamCorruptedException e) {
      throw damaged(path, reader.offset(), reason(e));
    }
  }

  private static String reason(IOException e) {
    return e instanceof EOFException ? "is cut short by the file's end" : e.getMessage();
  }

  private static DataException damaged(Path path, long offset, String predicate) {
    Optional<FileKind> kind = offset == 0 ? FileKind.of(path) : Optional.empty();
    if (kind.isPresent()) {
      return new DataException(kind.get().error(path.toString(), "a TFRecord file"));
    }
    return new DataException(
        "%s: the record at byte %d %s. Is it a TFRecord file, not compressed? Then copy or write it anew."
            .formatted(path, offset, predicate));
  }

  private static DataException unreadable(Path path, IOException e) {
    return new DataException("%s can't be read: %s".formatted(path, AtomicFiles.reason(e)), e);
  }
}
