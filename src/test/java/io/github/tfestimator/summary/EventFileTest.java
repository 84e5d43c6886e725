package io.github.tfestimator.summary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.tfestimator.LogLines;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.proto.Event;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SessionLog.SessionStatus;
import org.tensorflow.proto.Summary;

class EventFileTest {
  @TempDir private Path temp;

  @Test
  void makesNothingBeforeTheFirstEvent() {
    Path folder = temp.resolve("model").resolve("eval");
    var events = EventFile.in(folder);
    assertThat(folder.getParent()).doesNotExist();
    events.scalar("loss", 1, 1);
    assertThat(folder).isDirectory();
  }

  @Test
  void aFolderThatVanishesIsNotMadeAnew() throws IOException {
    Path folder = temp.resolve("model");
    var events = EventFile.in(folder);
    events.scalar("loss", 1, 1);
    Files.move(folder, temp.resolve("moved"));
    try (var log = LogLines.listen()) {
      events.scalar("loss", 1, 2);
      events.scalar("loss", 1, 3);
      assertThat(log.startingWith("Can't write events to " + folder)).hasSize(1);
    }
    assertThat(folder).doesNotExist();
    Files.move(temp.resolve("moved"), folder);
    events.scalar("loss", 1, 4);
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).hasSize(2);
    }
  }

  @Test
  void isNamedAndBegunAsTensorFlowDoes() throws IOException {
    double before = Instant.now().getEpochSecond();
    EventFile.in(temp).scalar("loss", 1, 1);
    assertThat(onlyFile().getFileName().toString())
        .matches(
            "events\\.out\\.tfevents\\.\\d{10}\\.[A-Za-z0-9._-]+\\.%d\\.\\d+"
                .formatted(ProcessHandle.current().pid()));
    Event first = RecordOracle.of(onlyFile()).get(0).event();
    assertThat(first.getFileVersion()).isEqualTo("brain.Event:2");
    assertThat(first.getSourceMetadata().getWriter()).isNotEmpty();
    assertThat(first.getWallTime()).isBetween(before, before + 3600);
  }

  @Test
  void aReaderOfItsOwnFindsEachEventAsSoonAsItIsAdded() throws IOException {
    var events = EventFile.in(temp);
    events.sessionStart(7);
    assertThat(last().getSessionLog().getStatus()).isEqualTo(SessionStatus.START);
    assertThat(last().getStep()).isEqualTo(7);

    events.scalar("loss", 0.1f, 8);
    assertThat(last().getStep()).isEqualTo(8);
    assertThat(last().getSummary().getValue(0).getTag()).isEqualTo("loss");
    assertThat(last().getSummary().getValue(0).getSimpleValue()).isEqualTo(0.1f);

    events.scalars(Map.of("accuracy", 0.5, "loss", Float.NaN), 1L << 40);
    assertThat(last().getStep()).isEqualTo(1L << 40);
    assertThat(
            last().getSummary().getValueList().stream()
                .collect(Collectors.toMap(Summary.Value::getTag, Summary.Value::getSimpleValue)))
        .containsOnly(entry("accuracy", 0.5f), entry("loss", Float.NaN));

    var graph = GraphDef.newBuilder().addNode(NodeDef.newBuilder().setName("x")).build();
    events.graph(graph);
    assertThat(GraphDef.parseFrom(last().getGraphDef())).isEqualTo(graph);

    events.histogram("kernel", DataBuffers.of(1f, 1f, 5f), 9);
    assertThat(last().getSummary().getValue(0).getTag()).isEqualTo("kernel");
    assertThat(last().getSummary().getValue(0).getHisto().getSum()).isEqualTo(7);
    assertThat(RecordOracle.of(onlyFile())).hasSize(6);
  }

  @ParameterizedTest
  @CsvSource({
    BufferedImage.TYPE_BYTE_GRAY + ",1",
    BufferedImage.TYPE_INT_RGB + ",3",
    BufferedImage.TYPE_BYTE_INDEXED + ",3",
    BufferedImage.TYPE_INT_ARGB + ",4"
  })
  void imagesHaveTheirSizeAndColors(int type, int colorspace) throws IOException {
    var png = new ByteArrayOutputStream();
    ImageIO.write(new BufferedImage(300, 5, type), "png", png);
    EventFile.in(temp).image("wrong", png.toByteArray(), 3);
    Summary.Value value = last().getSummary().getValue(0);
    assertThat(value.getTag()).isEqualTo("wrong");
    assertThat(value.getImage().getWidth()).isEqualTo(300);
    assertThat(value.getImage().getHeight()).isEqualTo(5);
    assertThat(value.getImage().getColorspace()).isEqualTo(colorspace);
    assertThat(value.getImage().getEncodedImageString().toByteArray()).isEqualTo(png.toByteArray());
  }

  @Test
  void whatIsNoPngIsRefused() {
    var events = EventFile.in(temp);
    for (int size : new int[] {0, 7, 100}) {
      assertThatThrownBy(() -> events.image("x", new byte[size], 1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("png (%d bytes) must be a PNG file's content".formatted(size));
    }
    assertThat(temp).isEmptyDirectory();
  }

  @Test
  void filesOfOneSecondAreReadInOrderOfTheirStart() {
    List<EventFile> files = Stream.generate(() -> EventFile.in(temp)).limit(12).toList();
    for (int i = 0; i < files.size(); i++) {
      files.get(i).scalar("i", i, 1);
    }
    assertThat(valuesInOrder()).containsExactly(0f, 1f, 2f, 3f, 4f, 5f, 6f, 7f, 8f, 9f, 10f, 11f);
  }

  @Test
  void aClockSetBackKeepsTheOrderOfFiles() throws IOException {
    EventFile.in(temp).scalar("i", 1, 1);
    Files.move(onlyFile(), temp.resolve("events.out.tfevents.9000000000.host.1.0"));
    EventFile.in(temp).scalar("i", 2, 1);
    assertThat(valuesInOrder()).containsExactly(1f, 2f);
  }

  @Test
  void aFolderThatIsAFileIsAWarningThatNamesItOnce() throws IOException {
    Path file = Files.createFile(temp.resolve("eval"));
    try (LogLines log = LogLines.listen()) {
      var events = EventFile.in(file);
      events.scalar("loss", 1, 1);
      events.scalar("loss", 1, 2);
      assertThat(log.all())
          .containsExactly(
              "Can't write events to %s: a file is in the way. TensorBoard will miss some."
                  .formatted(file));
    }
  }

  @Test
  void aFolderThatCanNotBeWrittenToIsAWarning() {
    assumeThat(temp.toFile().setWritable(false)).isTrue();
    assumeThat(Files.isWritable(temp)).as("may write anywhere, as root may").isFalse();
    try (LogLines log = LogLines.listen()) {
      EventFile.in(temp).scalar("loss", 1, 1);
      assertThat(log.all())
          .containsExactly(
              "Can't write events to %s: permission denied. TensorBoard will miss some."
                  .formatted(temp));
    }
    temp.toFile().setWritable(true);
  }

  /** Behind half a record, as a full disk leaves it, nothing could be read. */
  @Test
  void afterAFailureItGoesOnInAFileOfItsOwn() throws IOException {
    var events = EventFile.in(temp);
    events.scalar("i", 1, 1);
    Path first = onlyFile();
    Files.delete(first);
    Files.createDirectory(first);
    try (LogLines log = LogLines.listen()) {
      events.scalar("i", 2, 2);
      assertThat(log.startingWith("Can't write events to " + first)).hasSize(1);
    }
    events.scalar("i", 3, 3);
    assertThat(valuesInOrder()).containsExactly(3f);
  }

  private List<Float> valuesInOrder() {
    List<Float> values = new ArrayList<>();
    for (Event event : EventFiles.read(temp)) {
      for (Summary.Value value : event.getSummary().getValueList()) {
        values.add(value.getSimpleValue());
      }
    }
    return values;
  }

  private Event last() throws IOException {
    List<RecordOracle.Located> records = RecordOracle.of(onlyFile());
    return records.get(records.size() - 1).event();
  }

  private Path onlyFile() throws IOException {
    try (Stream<Path> files = Files.list(temp)) {
      List<Path> all = files.toList();
      assertThat(all).hasSize(1);
      return all.get(0);
    }
  }
}
