package io.github.tfestimator.summary;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.tensorflow.proto.Event;
import org.tensorflow.proto.Summary;

/** The event files of a folder, read by an oracle that shares nothing with what writes them. */
public final class EventFiles {
  private EventFiles() {}

  /** All events of a folder's event files, in the order in which TensorBoard reads them. */
  public static List<Event> read(Path folder) {
    try {
      List<Event> events = new ArrayList<>();
      for (Path file : EventFileNames.in(folder)) {
        RecordOracle.of(file).forEach(located -> events.add(located.event()));
      }
      return events;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The scalars by global step and tag. */
  public static SortedMap<Long, Map<String, Float>> scalars(Path folder) {
    SortedMap<Long, Map<String, Float>> scalars = new TreeMap<>();
    for (Event event : read(folder)) {
      for (Summary.Value value : event.getSummary().getValueList()) {
        if (value.hasSimpleValue()) {
          scalars
              .computeIfAbsent(event.getStep(), step -> new TreeMap<>())
              .put(value.getTag(), value.getSimpleValue());
        }
      }
    }
    return scalars;
  }
}
