package io.github.tfestimator.summary;

import static java.time.temporal.ChronoUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Evaluations that are written and read, and files that something happened to. */
class EvaluationHistoryTest {
  private static final EvaluationRecord FULL =
      new EvaluationRecord(
          100,
          0.1,
          Math.nextUp(0.1),
          1_000,
          Map.of("accuracy", 2.0 / 3, "auc", Double.NaN),
          Map.of("accuracy", List.of(List.of(9L, 1L), List.of(0L, Long.MAX_VALUE))));

  @TempDir private Path temp;
  private Path folder;
  private Path file;
  private EvaluationHistory history;

  @BeforeEach
  void nameFile() {
    folder = temp.resolve("model").resolve("eval");
    file = folder.resolve("evaluations.jsonl");
    history = EvaluationHistory.in(folder);
  }

  @Test
  void whatIsNotThereIsEmpty() throws IOException {
    assertThat(history.records()).isEmpty();
    assertThat(history.find(1)).isEmpty();
    Files.createDirectories(folder);
    assertThat(history.records()).isEmpty();
  }

  @Test
  @Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "Windows has no such files")
  void aPipeInPlaceOfTheLockIsRefused() throws IOException, InterruptedException {
    Path pipe = Files.createDirectories(folder).resolve(".evaluations.lock");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    assertThatThrownBy(() -> history.put(FULL))
        .isInstanceOf(SummaryException.class)
        .hasMessageContaining("is a pipe or device");
  }

  @Test
  void anEvaluationComesBackToTheBit() {
    history.put(FULL);
    assertThat(EvaluationHistory.in(folder).records()).containsExactly(FULL);
    assertThat(EvaluationHistory.in(folder).find(100)).contains(FULL);
  }

  @ParameterizedTest
  @ValueSource(
      doubles = {
        Double.NaN,
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY,
        -0.0,
        Double.MIN_VALUE,
        Double.MAX_VALUE,
        1e-7,
        0.30000000000000004
      })
  void everyDoubleComesBackToTheBit(double value) {
    history.put(new EvaluationRecord(1, value, value, 1, Map.of("m", value), Map.of()));
    EvaluationRecord read = EvaluationHistory.in(folder).records().get(0);
    for (String name : List.of("loss", "average_loss", "m")) {
      assertThat(Double.doubleToLongBits(read.value(name)))
          .isEqualTo(Double.doubleToLongBits(value));
    }
  }

  @Test
  void everyNameComesBack() {
    Map<String, Double> metrics =
        Map.of("", 1.0, "a\nb", 2.0, "\"\\", 3.0, "größe\u2028", 4.0, "<&>", 5.0);
    history.put(new EvaluationRecord(1, 1, 1, 1, metrics, Map.of("a\r\n", List.of())));
    EvaluationRecord read = EvaluationHistory.in(folder).records().get(0);
    assertThat(read.metrics()).isEqualTo(metrics);
    assertThat(read.confusionMatrices()).isEqualTo(Map.of("a\r\n", List.of()));
  }

  @Test
  void theFileHasOneObjectALine() {
    history.put(FULL);
    history.put(evaluation(7, Double.NEGATIVE_INFINITY));
    assertThat(file)
        .hasContent(
            """
            {"global_step":7,"loss":"-Infinity","average_loss":1.0,"examples":10,"metrics":{},"confusion_matrices":{}}
            {"global_step":100,"loss":0.1,"average_loss":0.10000000000000002,"examples":1000,\
            "metrics":{"accuracy":0.6666666666666666,"auc":"NaN"},\
            "confusion_matrices":{"accuracy":[[9,1],[0,9223372036854775807]]}}
            """);
  }

  /** Two megabytes a line soon were more than a reader takes. */
  @Test
  void aMatrixOfManyClassesIsLeftOut() throws IOException {
    var small = Map.of("accuracy", square(300), "top", square(2));
    history.put(withMatrices(1, Map.of("accuracy", square(301), "top", square(2))));
    history.put(withMatrices(2, small));
    assertThat(history.records())
        .containsExactly(withMatrices(1, Map.of("top", square(2))), withMatrices(2, small));
    assertThat(history.find(1).orElseThrow().metrics()).containsEntry("accuracy", 0.5);
    assertThat(Files.size(file)).isLessThan(200_000);
  }

  @Test
  void aMatrixOfManyClassesThatAFileHasIsRead() throws IOException {
    EvaluationRecord large = withMatrices(1, Map.of("accuracy", square(301)));
    Files.createDirectories(folder);
    Files.writeString(file, EvaluationJson.line(large) + "\n");
    assertThat(history.records()).containsExactly(large);
    history.put(evaluation(2, 1));
    assertThat(history.records()).containsExactly(withMatrices(1, Map.of()), evaluation(2, 1));
  }

  /** 11 matrices of 90,000 counts are below a million, 12 are above. */
  @Tag("medium")
  @Test
  void ofVeryManyCountsTheNewestStay() {
    for (long step : new long[] {12, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}) {
      history.put(withMatrices(step, Map.of("accuracy", square(300))));
    }
    assertThat(history.records()).hasSize(12).extracting("metrics").doesNotContain(Map.of());
    assertThat(history.find(1).orElseThrow().confusionMatrices()).isEmpty();
    assertThat(history.records().subList(1, 12))
        .allMatch(each -> each.confusionMatrices().get("accuracy").equals(square(300)));
  }

  private static List<List<Long>> square(int classes) {
    return Collections.nCopies(classes, Collections.nCopies(classes, 0L));
  }

  private static EvaluationRecord withMatrices(
      long globalStep, Map<String, List<List<Long>>> matrices) {
    return new EvaluationRecord(globalStep, 1, 1, 10, Map.of("accuracy", 0.5), matrices);
  }

  @Test
  void evaluationsAreOrderedAndTheLatestOfAStepCounts() {
    for (long step : new long[] {300, 100, 200, 100}) {
      history.put(evaluation(step, step));
    }
    history.put(evaluation(200, 0.5));
    assertThat(history.records())
        .containsExactly(evaluation(100, 100), evaluation(200, 0.5), evaluation(300, 300));
    assertThat(history.find(200)).contains(evaluation(200, 0.5));
    assertThat(history.find(250)).isEmpty();
  }

  @Test
  void theListIsTheSameUntilTheFileChanges() throws IOException {
    history.put(FULL);
    List<EvaluationRecord> records = history.records();
    assertThat(history.records()).isSameAs(records);
    EvaluationHistory.in(folder).put(evaluation(100, 2));
    assertThat(history.records()).isNotSameAs(records).containsExactly(evaluation(100, 2));
    Files.delete(file);
    assertThat(history.records()).isEmpty();
  }

  /** Each of the same size, and many in a tick of the file system's clock. */
  @Test
  void noChangeIsMissedHoweverFastItFollowed() {
    var writer = EvaluationHistory.in(folder);
    for (int i = 0; i < 300; i++) {
      int digit = i % 10;
      writer.put(evaluation(1, digit));
      assertThat(history.records()).as("put %d", i).containsExactly(evaluation(1, digit));
    }
  }

  /** So that two changes in a tick of the clock, or after it was set back, are both seen. */
  @Test
  void theFilesTimeGrowsWithEachChange() throws IOException {
    history.put(evaluation(1, 1));
    FileTime future = FileTime.from(Instant.now().plusSeconds(3_600).truncatedTo(SECONDS));
    Files.setLastModifiedTime(file, future);
    for (int digit = 2; digit < 5; digit++) {
      FileTime before = Files.getLastModifiedTime(file);
      history.put(evaluation(1, digit));
      assertThat(Files.getLastModifiedTime(file)).isGreaterThan(before);
    }
  }

  @Test
  void whereverTheFileIsCutTheLineIsNamed() throws IOException {
    history.put(evaluation(1, 1));
    int first = (int) Files.size(file);
    history.put(FULL);
    String text = Files.readString(file);
    for (int length = first + 1; length < text.length() - 1; length++) {
      Files.writeString(file, text.substring(0, length));
      assertDamaged(2);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "1",
        "{}",
        "not JSON",
        "{\"global_step\":1}",
        "'a':1",
        "LINE LINE",
        "LINE,",
        "LINE s/\"loss\":0.5/\"loss\":NaN/",
        "LINE s/\"loss\":0.5/\"loss\":null/",
        "LINE s/\"loss\":0.5/\"loss\":\"much\"/",
        "LINE s/\"loss\":0.5/\"loss\":[]/",
        "LINE s/\"loss\":0.5/\"lost\":0.5/",
        "LINE s/\"global_step\":7/\"global_step\":7.5/",
        "LINE s/\"global_step\":7/\"global_step\":1e30/",
        "LINE s/\"metrics\":{}/\"metrics\":[]/",
        "LINE s/\"metrics\":{}/\"metrics\":{\"a\":{}}/",
        "LINE s/\"confusion_matrices\":{}/\"confusion_matrices\":{\"a\":[1]}/",
        "LINE s/\"confusion_matrices\":{}/\"confusion_matrices\":{\"a\":[[null]]}/",
        "LINE s/\"confusion_matrices\":{}/\"confusion_matrices\":{\"a\":[[1,2],[3]]}/",
        "LINE s/\"confusion_matrices\":{}/\"confusion_matrices\":{\"a\":[[-1]]}/",
        "LINE s/\"global_step\":7/\"global_step\":-7/",
      })
  void aLineThatIsNoEvaluationIsNamed(String damage) throws IOException {
    history.put(evaluation(3, 1));
    String whole = EvaluationJson.line(evaluation(7, 0.5));
    String[] change = damage.split(" s/|/");
    String line = change[0].replace("LINE", whole);
    Files.writeString(
        file,
        Files.readString(file)
            + (change.length == 1 ? line : line.replace(change[1], change[2]))
            + "\n"
            + whole
            + "\n");
    assertDamaged(2);
  }

  /** A later version may write more. */
  @Test
  void anUnknownMemberIsIgnored() throws IOException {
    history.put(FULL);
    Files.writeString(file, Files.readString(file).replace("{\"global", "{\"more\":[1],\"global"));
    assertThat(history.records()).containsExactly(FULL);
  }

  @Test
  void aDamagedFileStaysAsItIs() throws IOException {
    history.put(FULL);
    Files.writeString(file, "half a li");
    assertThatThrownBy(() -> history.put(evaluation(200, 1)))
        .isInstanceOf(SummaryException.class)
        .hasMessageContaining("line 1 is no evaluation");
    assertThat(file).hasContent("half a li");
  }

  @Test
  void aFolderInTheFilesPlaceIsNamed() throws IOException {
    Files.createDirectories(file);
    assertThatThrownBy(history::records)
        .isInstanceOf(SummaryException.class)
        .hasMessageStartingWith("Can't read the evaluations in " + file + ": ");
    assertThatThrownBy(() -> history.put(FULL))
        .isInstanceOf(SummaryException.class)
        .hasMessageStartingWith("Can't write the evaluation of step 100 into " + file + ": ");
  }

  @Test
  void aFileInTheFoldersPlaceIsNamed() throws IOException {
    Files.createFile(Files.createDirectories(temp.resolve("model")).resolve("eval"));
    assertThatThrownBy(() -> history.put(FULL))
        .isInstanceOf(SummaryException.class)
        .hasMessage(
            "Can't write the evaluation of step 100 into %s: a file is in the way. Remove the cause, and evaluate again."
                .formatted(file));
    assertThatThrownBy(history::records)
        .isInstanceOf(SummaryException.class)
        .hasMessageContaining("Can't read the evaluations in " + file);
  }

  @Test
  void whatAKilledWriterLeftIsDeletedByTheNext() throws IOException {
    history.put(evaluation(1, 1));
    Files.writeString(folder.resolve(".evaluations.jsonl.4711.tmp"), "{\"glo");
    Files.createFile(folder.resolve(".other.4711.tmp"));
    assertThat(history.records()).containsExactly(evaluation(1, 1));
    history.put(evaluation(2, 1));
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(path -> path.getFileName().toString()))
          .containsExactlyInAnyOrder("evaluations.jsonl", ".evaluations.lock", ".other.4711.tmp");
    }
  }

  @Test
  void threadsLoseNoEvaluation() {
    LongStream.range(0, 100)
        .parallel()
        .forEach(step -> EvaluationHistory.in(folder).put(evaluation(step, 1)));
    assertThat(history.records()).hasSize(100);
  }

  @Test
  void aMetricIsFoundByNameAndTheLossesToo() {
    assertThat(FULL.value("accuracy")).isEqualTo(2.0 / 3);
    assertThat(FULL.value("loss")).isEqualTo(0.1);
    assertThat(FULL.value("average_loss")).isEqualTo(Math.nextUp(0.1));
    assertThatThrownBy(() -> FULL.value("recall"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "The evaluation of step 100 has no metric \"recall\", only [accuracy, auc, average_loss, loss]");
  }

  @Test
  void aLineIsJson() {
    assertThat(JsonParser.parseString(EvaluationJson.line(FULL)).getAsJsonObject().keySet())
        .containsExactly(
            "global_step", "loss", "average_loss", "examples", "metrics", "confusion_matrices");
  }

  private void assertDamaged(int line) {
    assertThatThrownBy(() -> EvaluationHistory.in(folder).records())
        .isInstanceOf(SummaryException.class)
        .hasMessageStartingWith(
            "The evaluations in %s are damaged: line %d is no evaluation (".formatted(file, line))
        .hasMessageEndingWith("or move it away to go on without its evaluations.")
        .hasMessageMatching(".*");
  }

  private static EvaluationRecord evaluation(long globalStep, double loss) {
    return new EvaluationRecord(globalStep, loss, 1, 10, Map.of(), Map.of());
  }
}
