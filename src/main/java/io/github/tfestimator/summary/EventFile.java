package io.github.tfestimator.summary;

import com.google.protobuf.ByteString;
import io.github.tfestimator.io.AtomicFiles;
import io.github.tfestimator.io.TfRecords;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tensorflow.ndarray.buffer.FloatDataBuffer;
import org.tensorflow.proto.Event;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.SessionLog;
import org.tensorflow.proto.SessionLog.SessionStatus;
import org.tensorflow.proto.SourceMetadata;
import org.tensorflow.proto.Summary;

/**
 * One event file of TensorBoard's, for one session: a call of {@code train} or {@code evaluate}.
 * TensorBoard reads a folder's files one after another, so only the newest may be written to.
 *
 * <p>Whatever is added is in the file when the method returns, and no file is held open: there is
 * nothing to close. What can't be written is a warning in the log, no error: a training is worth
 * more than its curve. One thread at a time.
 */
public final class EventFile {
  private static final Logger LOG = LoggerFactory.getLogger("tensorflow");
  private static final String VERSION = "brain.Event:2";
  private static final String WRITER = "io.github.tfestimator.summary.EventFile";

  private final Path folder;
  private Path file;
  private boolean isWritten = true;
  private boolean isFolderMade;

  private EventFile(Path folder) {
    this.folder = folder;
  }

  /**
   * An event file that doesn't exist before something is added to it.
   *
   * @param folder the folder of the file; created for the first event if it doesn't exist
   * @return the event file
   */
  public static EventFile in(Path folder) {
    return new EventFile(folder);
  }

  /**
   * Adds a value.
   *
   * @param tag its name; what is before a {@code /} groups it in TensorBoard
   * @param value the value
   * @param step the global step
   */
  public void scalar(String tag, float value, long step) {
    scalars(Map.of(tag, value), step);
  }

  /**
   * Adds values in one event.
   *
   * @param values by tag; kept as {@code float}s
   * @param step the global step
   */
  public void scalars(Map<String, ? extends Number> values, long step) {
    var summary = Summary.newBuilder();
    values.forEach(
        (tag, value) -> summary.addValueBuilder().setTag(tag).setSimpleValue(value.floatValue()));
    add(event(step).setSummary(summary));
  }

  /**
   * Adds a histogram, with TensorFlow's buckets.
   *
   * @param tag its name
   * @param values the values to count, in any order; they are read piece by piece
   * @param step the global step
   * @throws IllegalArgumentException if a value is NaN or infinite
   */
  public void histogram(String tag, FloatDataBuffer values, long step) {
    add(step, Summary.Value.newBuilder().setTag(tag).setHisto(Histogram.of(values)));
  }

  /**
   * Adds an image.
   *
   * @param tag its name
   * @param png a PNG file's content
   * @param step the global step
   * @throws IllegalArgumentException if the content isn't a PNG file
   */
  public void image(String tag, byte[] png, long step) {
    Png header = Png.header(png);
    var image =
        Summary.Image.newBuilder()
            .setWidth(header.width())
            .setHeight(header.height())
            .setColorspace(header.colorspace())
            .setEncodedImageString(ByteString.copyFrom(png));
    add(step, Summary.Value.newBuilder().setTag(tag).setImage(image));
  }

  /**
   * Adds the graph. TensorBoard shows only the last graph of a folder.
   *
   * @param graph the graph
   */
  public void graph(GraphDef graph) {
    add(event(0).setGraphDef(graph.toByteString()));
  }

  /**
   * Marks the start of a session. From a folder's second session on, TensorBoard drops events that
   * earlier sessions added for this step or a later one: a killed training wrote them, and this
   * session repeats them. So each session must be marked, including the first.
   *
   * @param firstStep the first global step of the session's events: one more than the global step
   *     of the checkpoint that the session resumes from, whose values are kept
   */
  public void sessionStart(long firstStep) {
    var start = SessionLog.newBuilder().setStatus(SessionStatus.START);
    add(event(firstStep).setSessionLog(start));
  }

  private void add(long step, Summary.Value.Builder value) {
    add(event(step).setSummary(Summary.newBuilder().addValue(value)));
  }

  private void add(Event.Builder event) {
    try {
      if (file == null) {
        create(event.build());
      } else {
        write(file, List.of(event.build()), StandardOpenOption.APPEND);
      }
      isWritten = true;
    } catch (IOException e) {
      if (isWritten) {
        LOG.warn(
            "Can't write events to {}: {}. TensorBoard will miss some.",
            file == null ? folder : file,
            AtomicFiles.reason(e));
      }
      isWritten = false;
      // It may end in half a record, behind which nobody could read on: the next goes elsewhere.
      file = null;
    }
  }

  private void create(Event event) throws IOException {
    // Once: a model directory that vanishes during a training must not come back without its rest.
    if (!isFolderMade) {
      Files.createDirectories(folder);
      isFolderMade = true;
    }
    Path next = EventFileNames.next(folder);
    var source = SourceMetadata.newBuilder().setWriter(WRITER);
    Event version = event(0).setFileVersion(VERSION).setSourceMetadata(source).build();
    write(next, List.of(version, event), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    file = next;
  }

  /** In one write, so that a reader finds whole records. */
  private static void write(Path file, List<Event> events, OpenOption... options)
      throws IOException {
    try (OutputStream out = Files.newOutputStream(file, options)) {
      out.write(TfRecords.of(events.stream().map(Event::toByteArray).toList()));
    }
  }

  private static Event.Builder event(long step) {
    Instant now = Instant.now();
    return Event.newBuilder().setWallTime(now.getEpochSecond() + now.getNano() / 1e9).setStep(step);
  }
}
