package io.github.tfestimator.cnn.report;

import com.google.protobuf.InvalidProtocolBufferException;
import io.github.tfestimator.cnn.report.TrainingEvents.Session;
import io.github.tfestimator.fuzz.Bounded;
import io.github.tfestimator.fuzz.Checksums;
import io.github.tfestimator.fuzz.ScratchFolder;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.proto.Event;
import org.tensorflow.proto.SessionLog.SessionStatus;
import org.tensorflow.proto.Summary;
import org.tensorflow.proto.Summary.Value.ValueCase;

/** Event files, read for a report's sessions and curves. No event file is refused. */
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
    List<Event> expected = events(file);
    for (String tag : List.of(TrainingEvents.LOSS, TrainingEvents.SPEED, "accuracy")) {
      Bounded.require(events.curve(tag).equals(curve(tag, expected)), "Another curve of " + tag);
    }
    List<Session> sessions = sessions(expected);
    Bounded.require(events.sessions().equals(sessions), "Other sessions");
    requireCharts(new RunHistory(events, List.of()), expected, marks(sessions));
  }

  private static void requireCharts(
      RunHistory history, List<Event> events, Map<Long, String> marks) {
    Chart losses = history.losses();
    boolean isThinnedOut = marks.size() > 200;
    Bounded.require(isThinnedOut || losses.marks().equals(marks), "Other marks");
    requireSeries(losses, "batch", curve(TrainingEvents.LOSS, events));
    requireSeries(history.speeds(), "steps/s", curve(TrainingEvents.SPEED, events));
  }

  private static void requireSeries(Chart chart, String name, Map<Long, Double> curve) {
    if (curve.size() > 1_000) {
      return; // which is thinned out
    }
    Map<Long, Double> finite = new HashMap<>(curve);
    finite.values().removeIf(value -> value.isNaN() || value.isInfinite());
    Map<String, Map<Long, Double>> series = finite.isEmpty() ? Map.of() : Map.of(name, finite);
    Bounded.require(chart.series().equals(series), "Another chart of " + name);
  }

  /** Returns the sessions: each start, and the last event with a summary before the next start. */
  private static List<Session> sessions(List<Event> events) {
    List<Session> sessions = new ArrayList<>();
    for (int i = 0; i < events.size(); i++) {
      if (isStart(events.get(i))) {
        Event start = events.get(i);
        long lastStep = start.getStep() - 1;
        double seconds = 0;
        for (int j = i + 1; j < events.size() && !isStart(events.get(j)); j++) {
          if (events.get(j).getSummary().getValueCount() > 0) {
            lastStep = events.get(j).getStep();
            seconds = Math.max(0, events.get(j).getWallTime() - start.getWallTime());
          }
        }
        long resumedAt = start.getStep() > 0 ? start.getStep() - 1 : 0;
        sessions.add(new Session(resumedAt, lastStep, seconds));
      }
    }
    return sessions;
  }

  /** Returns what a chart says at steps where sessions resumed: that something was lost, if so. */
  private static Map<Long, String> marks(List<Session> sessions) {
    Map<Long, String> marks = new HashMap<>();
    for (int i = 0; i < sessions.size(); i++) {
      long step = sessions.get(i).resumedAt();
      long before = i == 0 ? 0 : sessions.get(i - 1).lastStep();
      String text = before > step ? "resumed, after a stop at " + before + " or later" : "resumed";
      if (step > 0 && text.length() > marks.getOrDefault(step, "").length()) {
        marks.put(step, text);
      }
    }
    return marks;
  }

  /** Returns a tag's values by step; those of steps that a later start repeats count no more. */
  private static Map<Long, Double> curve(String tag, List<Event> events) {
    Map<Long, Double> values = new HashMap<>();
    for (Event event : events) {
      if (isStart(event)) {
        values.keySet().removeIf(step -> step >= event.getStep());
        continue;
      }
      for (Summary.Value value : event.getSummary().getValueList()) {
        if (value.getTag().equals(tag) && value.getValueCase() == ValueCase.SIMPLE_VALUE) {
          values.put(event.getStep(), (double) value.getSimpleValue());
        }
      }
    }
    return values;
  }

  private static boolean isStart(Event event) {
    return event.getSessionLog().getStatus() == SessionStatus.START;
  }

  private static List<Event> events(byte[] file) {
    ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    List<Event> events = new ArrayList<>();
    try {
      while (bytes.remaining() >= 12) {
        long length = bytes.getLong();
        if (length < 0 || length > bytes.remaining()) {
          break;
        }
        byte[] payload = new byte[(int) length];
        bytes.getInt();
        bytes.get(payload).getInt();
        events.add(Event.parseFrom(payload));
      }
    } catch (RuntimeException | InvalidProtocolBufferException e) {
      // Up to the damage.
    }
    return events;
  }
}
