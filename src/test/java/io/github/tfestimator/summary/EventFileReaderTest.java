package io.github.tfestimator.summary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.Event;
import org.tensorflow.proto.GraphDef;

class EventFileReaderTest {
  private static final String FIRST = "events.out.tfevents.0000000001.host.1.0";
  private static final String SECOND = "events.out.tfevents.0000000002.host.1.1";

  @TempDir private Path temp;

  @Test
  void readsAllThatTheOracleReads() throws IOException {
    Path file = written();
    assertThat(EventFileReader.read(file))
        .isEqualTo(RecordOracle.of(file).stream().map(RecordOracle.Located::event).toList());
  }

  @Test
  void whereverAFileIsCutTheWholeRecordsBeforeAreRead() throws IOException {
    Path file = written();
    List<RecordOracle.Located> records = RecordOracle.of(file);
    byte[] bytes = Files.readAllBytes(file);
    for (int length = 0; length <= bytes.length; length++) {
      int end = length;
      List<Event> before =
          records.stream().filter(r -> r.end() <= end).map(RecordOracle.Located::event).toList();
      Files.write(file, Arrays.copyOf(bytes, length));
      assertThat(EventFileReader.read(file)).as("cut to %d bytes", length).isEqualTo(before);
    }
  }

  @Test
  void aFlippedBitIsFoundAndItsRecordNamed() throws IOException {
    Path file = written();
    List<RecordOracle.Located> records = RecordOracle.of(file);
    byte[] bytes = Files.readAllBytes(file);
    for (int bit = 0; bit < 8 * bytes.length; bit += 3) {
      int at = bit / 8;
      byte[] flipped = bytes.clone();
      flipped[at] ^= (byte) (1 << bit % 8);
      Files.write(file, flipped);
      var hit = records.stream().filter(r -> r.start() <= at && at < r.end()).findFirst();
      assertThatThrownBy(() -> EventFileReader.read(file))
          .as("bit %d", bit)
          .isInstanceOf(SummaryException.class)
          .hasMessageContaining(file.toString())
          .hasMessageContaining("at byte %d has a checksum", hit.orElseThrow().start());
    }
  }

  @Test
  void anEmptyFileHasNoEvents() throws IOException {
    assertThat(EventFileReader.read(Files.createFile(temp.resolve(FIRST)))).isEmpty();
  }

  @Test
  void anotherFileIsRefused() throws IOException {
    Path file = Files.writeString(temp.resolve(FIRST), "step,loss\n1,2.3\n2,2.2\n");
    assertThatThrownBy(() -> EventFileReader.read(file))
        .isInstanceOf(SummaryException.class)
        .hasMessage(
            "The event file %s is damaged: the record at byte 0 has a checksum that doesn't fit. Move the file away to go on without its events."
                .formatted(file));
  }

  @Test
  void recordsOfSomethingElseAreRefused() throws IOException {
    byte[] text = "no event".getBytes(StandardCharsets.US_ASCII);
    Path file = Files.write(temp.resolve(FIRST), RecordOracle.record(text.length, text));
    assertThatThrownBy(() -> EventFileReader.read(file))
        .isInstanceOf(SummaryException.class)
        .hasMessageContaining(file + " is damaged: the record at byte 0 is no event");
  }

  @Test
  void anAbsurdLengthIsRefusedThoughItsChecksumFits() throws IOException {
    for (long length : new long[] {-1, 1L << 31, 1L << 62}) {
      Path file = Files.write(temp.resolve(FIRST), RecordOracle.record(length, new byte[20]));
      assertThatThrownBy(() -> EventFileReader.read(file))
          .isInstanceOf(SummaryException.class)
          .hasMessageContaining("at byte 0 claims to be %d bytes long", length);
    }
  }

  /** Two gigabytes, as claimed, would be more than the tests' memory. */
  @Test
  void aLongRecordThatIsMissingTakesNoMemory() throws IOException {
    byte[] claim = RecordOracle.record(Integer.MAX_VALUE - 8, new byte[20]);
    assertThat(EventFileReader.read(Files.write(temp.resolve(FIRST), claim))).isEmpty();
  }

  @Test
  void aFileThatIsNotThereIsNamed() {
    assertThatThrownBy(() -> EventFileReader.read(temp.resolve(FIRST)))
        .isInstanceOf(SummaryException.class)
        .hasMessage(
            "Can't read the events in %s: there is no such file. Make it readable, or move it away."
                .formatted(temp.resolve(FIRST)));
  }

  @Test
  void aFolderHasTheEventsOfAllItsEventFilesAndNothingElse() throws IOException {
    Files.move(written(), temp.resolve(SECOND));
    Files.move(written(), temp.resolve(FIRST));
    Files.writeString(temp.resolve("checkpoint"), "something else");
    Files.createDirectory(temp.resolve("events.out.tfevents.folder"));
    assertThat(EventFileReader.readFolder(temp))
        .hasSize(2 * 6)
        .startsWith(EventFileReader.read(temp.resolve(FIRST)).toArray(Event[]::new))
        .endsWith(EventFileReader.read(temp.resolve(SECOND)).toArray(Event[]::new));
  }

  @Test
  void aFolderThatIsNotThereHasNoEvents() {
    assertThat(EventFileReader.readFolder(temp.resolve("eval"))).isEmpty();
    assertThat(EventFileReader.scalars(temp.resolve("eval"))).isEmpty();
  }

  @Test
  void aFolderThatIsAFileIsNamed() throws IOException {
    Path file = Files.createFile(temp.resolve("eval"));
    assertThatThrownBy(() -> EventFileReader.scalars(file))
        .isInstanceOf(SummaryException.class)
        .hasMessageContaining("the events in %s: a file is in the way", file);
  }

  @Test
  void scalarsAreByStepAndTagAndTheLatestCounts() {
    var first = EventFile.in(temp);
    first.scalars(Map.of("accuracy", 0.5f, "loss", 2f), 200);
    first.scalar("loss", 3, 100);
    first.scalar("loss", 2.5f, 200);
    first.histogram("kernel", new float[] {1}, 300);
    EventFile.in(temp).scalar("loss", 1, 100);
    assertThat(EventFileReader.scalars(temp))
        .hasToString("{100={loss=1.0}, 200={accuracy=0.5, loss=2.5}}");
  }

  @Test
  void aSessionTakesBackWhatAKilledOneWroteForTheStepsThatItRepeats() {
    var killed = EventFile.in(temp);
    killed.sessionStart(1);
    for (int step = 100; step <= 400; step += 100) {
      killed.scalar("loss", step, step);
    }
    EventFile.in(temp).sessionStart(201);
    assertThat(EventFileReader.scalars(temp)).hasToString("{100={loss=100.0}, 200={loss=200.0}}");
  }

  /** Six records: the version and five events. */
  private Path written() throws IOException {
    var events = EventFile.in(temp);
    events.sessionStart(1);
    events.graph(GraphDef.getDefaultInstance());
    events.scalar("loss", 2.3f, 1);
    events.scalars(Map.of("loss", 2, "accuracy", 0.5), 100);
    events.histogram("kernel", new float[] {-1, 0, 2}, 100);
    return EventFileNames.in(temp).get(EventFileNames.in(temp).size() - 1);
  }
}
