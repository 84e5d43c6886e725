package io.github.tfestimator.summary;

import com.google.protobuf.InvalidProtocolBufferException;
import io.github.tfestimator.io.TfRecords;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.StreamCorruptedException;
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
    try {
      Optional<byte[]> payload = TfRecords.next(in);
      if (payload.isEmpty()) {
        return Optional.empty();
      }
      Event event = Event.parseFrom(payload.get());
      offset += TfRecords.OVERHEAD + payload.get().length;
      return Optional.of(event);
    } catch (EOFException e) {
      return Optional.empty();
    } catch (StreamCorruptedException e) {
      throw damaged(e.getMessage(), e);
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
