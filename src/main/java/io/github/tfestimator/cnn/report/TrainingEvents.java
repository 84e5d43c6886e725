package io.github.tfestimator.cnn.report;

import io.github.tfestimator.io.AtomicFiles;
import io.github.tfestimator.io.Listing;
import io.github.tfestimator.io.TfRecordReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.tensorflow.proto.Event;
import org.tensorflow.proto.SessionLog.SessionStatus;
import org.tensorflow.proto.Summary;

/**
 * The events of a model directory, read as TensorBoard reads them: in the order of the files'
 * names, and without what a killed session wrote for steps that the next one repeated.
 */
final class TrainingEvents {
  /** The tag of the training's loss. */
  static final String LOSS = "loss";

  /** The tag of the speed, in steps a second. */
  static final String SPEED = "global_step/sec";

  private static final String PREFIX = "events.out.tfevents.";

  /**
   * One call of the training.
   *
   * @param resumedAt the step that it started from, 0 if afresh
   * @param lastStep the last step that it wrote an event for
   * @param seconds from its start to its last event
   */
  record Session(long resumedAt, long lastStep, double seconds) {}

  /**
   * A value as it was read.
   *
   * @param session the number of sessions that had begun
   */
  private record Point(double value, int session) {}

  private final Map<String, SortedMap<Long, Point>> points = new HashMap<>();
  private final Map<String, SortedMap<Long, Double>> scalars = new HashMap<>();

  /** The first step of each session. */
  private final List<Long> starts = new ArrayList<>();

  private final List<Session> sessions = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();
  private double sessionStart;

  private TrainingEvents() {}

  /** Reads the event files of a folder; a damaged one up to the damage, with a warning. */
  static TrainingEvents read(Path folder) {
    var events = new TrainingEvents();
    for (Path file : files(folder)) {
      try (var reader = new TfRecordReader(file, 0)) {
        Optional<byte[]> record = reader.next();
        while (record.isPresent()) {
          events.add(Event.parseFrom(record.get()));
          record = reader.next();
        }
      } catch (IOException e) {
        events.warnings.add(
            "The event file %s is read up to a damage: %s."
                .formatted(file.getFileName(), AtomicFiles.reason(e)));
      }
    }
    events.leaveOutRepeated();
    return events;
  }

  /**
   * Leaves out values of steps that a later session repeated. At the end and once: to do so at each
   * start would take the number of starts times the number of tags.
   */
  private void leaveOutRepeated() {
    long[] repeatedFrom = new long[starts.size()];
    long least = Long.MAX_VALUE;
    for (int i = starts.size() - 1; i >= 0; i--) {
      least = Math.min(least, starts.get(i));
      repeatedFrom[i] = least;
    }
    points.forEach(
        (tag, curve) -> {
          SortedMap<Long, Double> values = new TreeMap<>();
          curve.forEach(
              (step, point) -> {
                boolean isLast = point.session() == repeatedFrom.length;
                if (isLast || step < repeatedFrom[point.session()]) {
                  values.put(step, point.value());
                }
              });
          scalars.put(tag, values);
        });
    points.clear();
  }

  private static List<Path> files(Path folder) {
    try {
      return Listing.children(folder).stream()
          .filter(file -> file.getFileName().toString().startsWith(PREFIX))
          .filter(Files::isRegularFile)
          .toList();
    } catch (IOException e) {
      throw new ReportException(
          "Can't list %s: %s. Name another folder, or change its permissions."
              .formatted(folder, AtomicFiles.reason(e)),
          e);
    }
  }

  private void add(Event event) {
    boolean isStart =
        event.hasSessionLog() && event.getSessionLog().getStatus() == SessionStatus.START;
    if (isStart) {
      starts.add(event.getStep());
      sessions.add(new Session(Math.max(1, event.getStep()) - 1, event.getStep() - 1, 0));
      sessionStart = event.getWallTime();
      return;
    }
    for (Summary.Value value : event.getSummary().getValueList()) {
      if (value.hasSimpleValue()) {
        points
            .computeIfAbsent(value.getTag(), tag -> new TreeMap<>())
            .put(event.getStep(), new Point(value.getSimpleValue(), starts.size()));
      }
    }
    if (event.getSummary().getValueCount() > 0 && !sessions.isEmpty()) {
      Session last = sessions.remove(sessions.size() - 1);
      double seconds = event.getWallTime() - sessionStart;
      sessions.add(new Session(last.resumedAt(), event.getStep(), Math.max(0, seconds)));
    }
  }

  /** Returns the values of a tag by step; empty if there are none. */
  SortedMap<Long, Double> curve(String tag) {
    return scalars.getOrDefault(tag, new TreeMap<>());
  }

  List<Session> sessions() {
    return List.copyOf(sessions);
  }

  /** Returns what couldn't be read, for the reader of the report. */
  List<String> warnings() {
    return List.copyOf(warnings);
  }
}
