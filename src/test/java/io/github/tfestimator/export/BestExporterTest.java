package io.github.tfestimator.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfestimator.QuietLog;
import io.github.tfestimator.estimator.Estimator;
import io.github.tfestimator.estimator.Evaluation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is better than what, and the file that remembers it. */
class BestExporterTest {

  @TempDir static Path shared;
  private static Estimator estimator;

  @RegisterExtension private final QuietLog log = new QuietLog();

  @TempDir private Path folder;
  private Path best;
  private Path file;

  @BeforeAll
  static void train() {
    estimator = SmallModel.train(shared);
  }

  @BeforeEach
  void nameFolder() {
    best = folder.resolve("export").resolve("best");
    file = best.resolve("best.txt");
  }

  @Test
  void aLowerLossIsBetterAndATieOrNaNIsNot() {
    assertThat(exportsLoss(Double.NaN)).isFalse();
    assertThat(exportsLoss(3)).isTrue();
    assertThat(exportsLoss(3)).isFalse();
    assertThat(exportsLoss(Double.NaN)).isFalse();
    assertThat(exportsLoss(3.5)).isFalse();
    assertThat(exportsLoss(Math.nextDown(3.0))).isTrue();
    assertThat(exportsLoss(3)).isFalse();
  }

  @Test
  void otherMetricsCanBeChosenInEitherDirection() {
    var highest =
        new BestExporter("best", SavedModelExporter.of(SmallModel.FEATURES)).byHighest("accuracy");
    assertThat(exports(highest, evaluation(1, 0.5, 0.5))).isTrue();
    assertThat(exports(highest, evaluation(0.1, 0.5, 0.5))).isFalse();
    assertThat(exports(highest, evaluation(9, 9, 0.6))).isTrue();
    assertThat(exports(highest, evaluation(0.1, 0.1, 0.4))).isFalse();

    best = folder.resolve("other");
    var lowest =
        new BestExporter("best", SavedModelExporter.of(SmallModel.FEATURES))
            .byLowest("average_loss");
    assertThat(exports(lowest, evaluation(1, 0.5, 0.5))).isTrue();
    assertThat(exports(lowest, evaluation(0.1, 0.5, 0.9))).isFalse();
    assertThat(exports(lowest, evaluation(9, 0.4, 0.1))).isTrue();
  }

  @Test
  void aMetricThatTheModelLacksIsNamedAndNothingIsWritten() {
    var exporter =
        new BestExporter("best", SavedModelExporter.of(SmallModel.FEATURES)).byHighest("recall");
    assertThatThrownBy(() -> exports(exporter, evaluation(1, 1, 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("\"recall\"");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void theFileSaysWhatTheBestIs() {
    exportsLoss(0.1);
    assertThat(file).hasContent("metric: loss\nbetter: lower\nvalue: 0.1\nglobal_step: 7\n");
  }

  @Test
  void anExportThatFailsIsNotTheBestSoFar() throws IOException {
    exportsLoss(3);
    Path moved = Files.move(shared.resolve("checkpoint"), shared.resolve("hidden"));
    assertThatThrownBy(() -> exportsLoss(2)).hasMessageContaining("checkpoint is missing");
    Files.move(moved, shared.resolve("checkpoint"));
    assertThat(file).content().contains("value: 3.0");
    assertThat(exportsLoss(2)).isTrue();
  }

  @Test
  void whereverTheFileIsCutItIsNamed() throws IOException {
    exportsLoss(3);
    String text = Files.readString(file);
    for (int length = 0; length < text.length(); length++) {
      Files.writeString(file, text.substring(0, length));
      assertUnreadable();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"value: NaN", "value: 3,0", "value: ", "value: 3.0\nglobal_step: 7\nmore"})
  void whatIsNoValueIsAnErrorThatNamesTheFile(String value) throws IOException {
    exportsLoss(3);
    Files.writeString(file, Files.readString(file).replace("value: 3.0", value));
    assertUnreadable();
  }

  @Test
  void aFolderInTheFilesPlaceIsAnErrorThatNamesIt() throws IOException {
    Files.createDirectories(file);
    assertUnreadable();
  }

  @Test
  void whatWasChosenOtherwiseIsNotComparedWith() {
    exportsLoss(3);
    var highest =
        new BestExporter("best", SavedModelExporter.of(SmallModel.FEATURES)).byHighest("accuracy");
    assertThatThrownBy(() -> exports(highest, evaluation(1, 1, 1)))
        .isInstanceOf(ExportException.class)
        .hasMessageStartingWith(file + " has the lowest loss so far, not the highest accuracy.");
    assertThat(file).content().startsWith("metric: loss\nbetter: lower\n");
  }

  private void assertUnreadable() {
    assertThatThrownBy(() -> exportsLoss(1))
        .isInstanceOf(ExportException.class)
        .hasMessageStartingWith("Can't read the best value so far from " + file + ": ");
  }

  /** Each time by a new exporter, as after a restart. */
  private boolean exportsLoss(double loss) {
    return exports(
        new BestExporter("best", SavedModelExporter.of(SmallModel.FEATURES)),
        evaluation(loss, 1, 1));
  }

  /** Whether it exports, and says so rightly. */
  private boolean exports(BestExporter exporter, Evaluation evaluation) {
    int before = written();
    boolean exports = exporter.exportEvaluated(estimator, best, evaluation).isPresent();
    assertThat(written() > before).isEqualTo(exports);
    return exports;
  }

  private int written() {
    return log.lines().startingWith("SavedModel written to: " + best).size();
  }

  private static Evaluation evaluation(double loss, double averageLoss, double accuracy) {
    return new Evaluation(Map.of("accuracy", accuracy), Map.of(), loss, averageLoss, 7, 10);
  }
}
