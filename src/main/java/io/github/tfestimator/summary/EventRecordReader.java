package io.github.tfestimator.summary;

import com.google.protobuf.InvalidProtocolBufferException;
import io.github.tfestimator.files.Crc32c;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.tensorflow.proto.Event;

/** Reads the records of an event file, one at a time. */
final class EventRecordReader implements Closeable {
  private final Path file;
  private final InputStream in;
  private long offset;

  EventRecordReader(Path file) throws IOException {
    this.file = file;
    this.in = new BufferedInputStream(Files.newInputStream(file));
  }

  /**
   * The next event; none at the end, or where a killed writer left off.
   *
   * @throws SummaryException if a checksum doesn't fit, or what has one is no event
   */
  Optional<Event> next() throws IOException {
    byte[] header = in.readNBytes(EventRecords.HEADER);
    if (header.length < EventRecords.HEADER) {
      return Optional.empty();
    }
    long length = checked(header, Long.BYTES).getLong();
    if (length < 0 || length > Integer.MAX_VALUE - Long.BYTES) {
      throw damaged("claims to be %d bytes long".formatted(length), null);
    }
    // The stream takes memory as it finds bytes, not as many as the length claims.
    int size = (int) length;
    byte[] rest = in.readNBytes(size + EventRecords.FOOTER);
    if (rest.length < size + EventRecords.FOOTER) {
      return Optional.empty();
    }
    Event event = event(checked(rest, size));
    offset += header.length + rest.length;
    return Optional.of(event);
  }

  /** The first bytes, which the checksum after them is of. */
  private ByteBuffer checked(byte[] bytes, int size) {
    ByteBuffer all = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    ByteBuffer content = all.slice(0, size).order(ByteOrder.LITTLE_ENDIAN);
    if (Crc32c.masked(content) != all.getInt(size)) {
      throw damaged("has a checksum that doesn't fit", null);
    }
    return content;
  }

  private Event event(ByteBuffer payload) {
    try {
      return Event.parseFrom(payload);
    } catch (InvalidProtocolBufferException e) {
      throw damaged("is no event", e);
    }
  }

  private SummaryException damaged(String what, Throwable cause) {
    return SummaryException.damaged(file, offset, what, cause);
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
