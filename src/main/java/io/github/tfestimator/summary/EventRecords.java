package io.github.tfestimator.summary;

import io.github.tfestimator.files.Crc32c;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.tensorflow.proto.Event;

/**
 * The records of an event file (TFRecord, {@code tensorflow/core/lib/io/record_writer.h}): the
 * payload's length in eight bytes, lowest first, that length's masked CRC-32C, the payload, the
 * payload's masked CRC-32C.
 */
final class EventRecords {
  static final int HEADER = Long.BYTES + Integer.BYTES;
  static final int FOOTER = Integer.BYTES;

  private EventRecords() {}

  /** The bytes of some events, one record after another. */
  static byte[] of(List<Event> events) {
    int size = events.stream().mapToInt(e -> HEADER + e.getSerializedSize() + FOOTER).sum();
    ByteBuffer records = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    for (Event event : events) {
      byte[] payload = event.toByteArray();
      int start = records.position();
      records.putLong(payload.length);
      records.putInt(Crc32c.masked(records.slice(start, Long.BYTES)));
      records.put(payload);
      records.putInt(Crc32c.masked(ByteBuffer.wrap(payload)));
    }
    return records.array();
  }
}
