package io.github.tfestimator.io;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.StreamCorruptedException;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A file of records, read one after another from any of them. Its memory is that of one record.
 * Belongs to one thread.
 */
public final class TfRecordReader implements Closeable {
  private static final int BUFFER = 1 << 13;

  private final SeekableByteChannel channel;
  private InputStream in;
  private long offset;

  /**
   * Opens a file.
   *
   * @param file a file of records
   * @param offset the byte where a record begins
   * @throws IOException if it can't be opened
   */
  public TfRecordReader(Path file, long offset) throws IOException {
    BoundedFiles.requireRegular(file);
    channel = Files.newByteChannel(file);
    seek(offset);
  }

  private void seek(long newOffset) throws IOException {
    channel.position(newOffset);
    in = new BufferedInputStream(Channels.newInputStream(channel), BUFFER);
    offset = newOffset;
  }

  /** {@return the byte where the next record begins, or would} */
  public long offset() {
    return offset;
  }

  /**
   * Reads the next record.
   *
   * @return its payload; none at the end
   * @throws EOFException if the file ends within the record
   * @throws StreamCorruptedException if a checksum doesn't fit; the message begins with a verb,
   *     whose subject is the record
   * @throws IOException if it can't be read
   */
  public Optional<byte[]> next() throws IOException {
    Optional<byte[]> payload = TfRecords.next(in);
    payload.ifPresent(bytes -> offset += TfRecords.OVERHEAD + bytes.length);
    return payload;
  }

  /**
   * Skips the next record. Checks its length but not its payload, of which no more than a buffer is
   * read.
   *
   * @return whether there was one
   * @throws EOFException if the file ends within the record
   * @throws StreamCorruptedException if the length's checksum doesn't fit; the message begins with
   *     a verb, whose subject is the record
   * @throws IOException if it can't be read
   */
  public boolean skip() throws IOException {
    var length = TfRecords.length(in);
    if (length.isEmpty()) {
      return false;
    }
    long end = offset + TfRecords.OVERHEAD + length.getAsInt();
    if (end > channel.size()) {
      throw TfRecords.cut();
    }
    if (end - offset > BUFFER) {
      seek(end);
    } else {
      in.skipNBytes(end - offset - TfRecords.HEADER);
      offset = end;
    }
    return true;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
