package io.github.tfestimator.cnn.report;

import com.google.protobuf.InvalidProtocolBufferException;
import io.github.tfestimator.fuzz.Bounded;
import io.github.tfestimator.fuzz.Checksums;
import io.github.tfestimator.fuzz.ScratchFolder;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.proto.Event;
import org.tensorflow.proto.SessionLog.SessionStatus;
import org.tensorflow.proto.Summary;
import org.tensorflow.proto.Summary.Value.ValueCase;

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
    for (String tag : List.of(TrainingEvents.LOSS, TrainingEvents.SPEED, "accuracy")) {
      Bounded.require(events.curve(tag).equals(curve(tag, file)), "Another curve of " + tag);
    }
  }

  /** Returns a tag's values by step; those of steps that a later start repeats count no more. */
  private static Map<Long, Double> curve(String tag, byte[] file) {
    ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    Map<Long, Double> values = new HashMap<>();
    try {
      while (bytes.remaining() >= 12) {
        long length = bytes.getLong();
        if (length < 0 || length > bytes.remaining()) {
          break;
        }
        byte[] payload = new byte[(int) length];
        bytes.getInt();
        bytes.get(payload).getInt();
        Event event = Event.parseFrom(payload);
        if (event.getSessionLog().getStatus() == SessionStatus.START) {
          values.keySet().removeIf(step -> step >= event.getStep());
          continue;
        }
        for (Summary.Value value : event.getSummary().getValueList()) {
          if (value.getTag().equals(tag) && value.getValueCase() == ValueCase.SIMPLE_VALUE) {
            values.put(event.getStep(), (double) value.getSimpleValue());
          }
        }
      }
    } catch (RuntimeException | InvalidProtocolBufferException e) {
      // Up to the damage.
    }
    return values;
  }
}
