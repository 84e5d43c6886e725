package io.github.tfestimator.summary;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.tensorflow.proto.Event;
import org.tensorflow.proto.SessionLog.SessionStatus;
import org.tensorflow.proto.Summary;

/**
 * Reads event files, also while they are being written. A last record that is cut short, as a
 * killed writer leaves it, counts as not written.
 */
public final class EventFileReader {
  private EventFileReader() {}

  /**
   * All events of a file.
   *
   * @param file an event file
   * @return its events in the order in which they were written, the file's version first
   * @throws SummaryException if the file can't be read, or a record other than a cut last one is
   *     damaged
   */
  public static List<Event> read(Path file) {
    List<Event> events = new ArrayList<>();
    forEach(file, events::add);
    return events;
  }

  /**
   * All events of a folder's event files, in the order of the files' names, which is that of time.
   *
   * @param folder the folder; one that isn't there has no events
   * @return the events
   * @throws SummaryException as in {@link #read}
   */
  public static List<Event> readFolder(Path folder) {
    List<Event> events = new ArrayList<>();
    files(folder).forEach(file -> forEach(file, events::add));
    return events;
  }

  /**
   * The scalars of a folder's event files ({@code simple_value}, as TensorFlow 1.x and {@link
   * EventFile} write them). As in TensorBoard, a session's start takes back what an earlier session
   * wrote for its first step or a later one. Keeps nothing else in memory, whatever is in the
   * files.
   *
   * @param folder the folder; one that isn't there has no scalars
   * @return by global step, each tag's value, the latest if there are several
   * @throws SummaryException as in {@link #read}
   */
  public static SortedMap<Long, Map<String, Double>> scalars(Path folder) {
    SortedMap<Long, Map<String, Double>> scalars = new TreeMap<>();
    files(folder).forEach(file -> forEach(file, event -> collect(event, scalars)));
    return scalars;
  }

  /**
   * How much a folder's event files hold, to see cheaply whether something was added.
   *
   * @param folder the folder; one that isn't there holds nothing
   * @return bytes
   * @throws SummaryException if the folder can't be read
   */
  public static long size(Path folder) {
    try {
      long size = 0;
      for (Path file : EventFileNames.in(folder)) {
        size += Files.size(file);
      }
      return size;
    } catch (IOException e) {
      throw SummaryException.notRead(folder, e);
    }
  }

  private static void collect(Event event, SortedMap<Long, Map<String, Double>> scalars) {
    if (event.getSessionLog().getStatus() == SessionStatus.START) {
      scalars.tailMap(event.getStep()).clear();
    }
    for (Summary.Value value : event.getSummary().getValueList()) {
      if (value.hasSimpleValue()) {
        scalars
            .computeIfAbsent(event.getStep(), step -> new TreeMap<>())
            .put(value.getTag(), (double) value.getSimpleValue());
      }
    }
  }

  private static List<Path> files(Path folder) {
    try {
      return EventFileNames.in(folder);
    } catch (IOException e) {
      throw SummaryException.notRead(folder, e);
    }
  }

  private static void forEach(Path file, Consumer<Event> consumer) {
    try (var reader = new EventRecordReader(file)) {
      for (var event = reader.next(); event.isPresent(); event = reader.next()) {
        consumer.accept(event.get());
      }
    } catch (IOException e) {
      throw SummaryException.notRead(file, e);
    }
  }
}
