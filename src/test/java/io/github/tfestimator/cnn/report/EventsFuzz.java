package io.github.tfestimator.cnn.report;

import com.google.protobuf.InvalidProtocolBufferException;
import io.github.tfestimator.fuzz.Bounded;
import io.github.tfestimator.fuzz.Checksums;
import io.github.tfestimator.fuzz.ScratchFolder;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.tensorflow.proto.Event;
import org.tensorflow.proto.Summary;

/** Event files, read for a report's curves. No event file is refused. */
public final class EventsFuzz {
  private static final ScratchFolder FOLDER = new ScratchFolder();

  private EventsFuzz() {}

  /** Reads an input as an event file with fitting checksums. */
  public static void fuzzerTestOneInput(byte[] input) {
    byte[] file = Checksums.ofRecords(input);
    FOLDER.write("events.out.tfevents.1.host", file);
    Bounded.read(
        file,
        ReportException.class,
        () -> {
          var history = new RunHistory(TrainingEvents.read(FOLDER.path()), List.of());
          history.losses();
          history.shares();
          return history.speeds();
        });
    var events = TrainingEvents.read(FOLDER.path());
    Set<String> values = values(file);
    for (String tag : List.of(TrainingEvents.LOSS, TrainingEvents.SPEED, "accuracy")) {
      events
          .curve(tag)
          .forEach(
              (step, value) ->
                  Bounded.require(
                      values.contains(tag + " " + step + " " + value), "A value of no event"));
    }
  }

  /** Returns the values of all whole events, by tag and step. */
  private static Set<String> values(byte[] file) {
    ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    Set<String> values = new HashSet<>();
    try {
      while (bytes.remaining() >= 12) {
        byte[] payload = new byte[Math.toIntExact(bytes.getLong())];
        bytes.getInt();
        bytes.get(payload).getInt();
        Event event = Event.parseFrom(payload);
        for (Summary.Value value : event.getSummary().getValueList()) {
          values.add(
              value.getTag() + " " + event.getStep() + " " + (double) value.getSimpleValue());
        }
      }
    } catch (RuntimeException | InvalidProtocolBufferException e) {
      // Up to the damage.
    }
    return values;
  }
}
