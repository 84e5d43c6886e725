package io.github.tfestimator.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfestimator.QuietLog;
import io.github.tfestimator.cnn.data.Digits;
import io.github.tfestimator.cnn.data.Examples;
import io.github.tfestimator.cnn.data.MinMaxScaler;
import io.github.tfestimator.estimator.Estimator;
import io.github.tfestimator.estimator.Evaluation;
import io.github.tfestimator.estimator.RunConfig;
import io.github.tfestimator.estimator.Steps;
import io.github.tfestimator.hooks.Every;
import io.github.tfestimator.io.AtomicFiles;
import io.github.tfestimator.savedmodel.SavedModelVersions;
import io.github.tfestimator.summary.EvaluationHistory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Evaluations that are the best so far by the history and the newest version, and others. */
@Tag("medium")
class BestExporterTest {
  private static final BestExporter LOWEST_LOSS =
      new BestExporter("best", SavedModelExporter.of(SmallModel.FEATURES));

  @TempDir static Path shared;
  private static Estimator estimator;

  @RegisterExtension private final QuietLog log = new QuietLog();

  @TempDir private Path folder;
  private Path best;
  private EvaluationHistory history;

  /** Ten checkpoints, of which {@link #restore} makes one the newest. */
  @BeforeAll
  static void train() {
    estimator =
        Estimator.of(
            SmallModel.MODEL,
            RunConfig.in(shared).withSaveCheckpoints(Every.steps(1)).withKeepCheckpointMax(0));
    var digits = Examples.of(Digits.draw(50, 1), MinMaxScaler.unit(784));
    estimator.train(digits.shuffledBatches(10, 1), Steps.more(10));
  }

  @BeforeEach
  void nameFolders() {
    best = folder.resolve("export").resolve("best");
    history = EvaluationHistory.in(folder.resolve("eval"));
  }

  @Test
  void aLowerLossIsBetterAndATieOrNanIsNot() {
    assertThat(exportsLoss(1, Double.NaN)).isFalse();
    assertThat(exportsLoss(2, 3)).isTrue();
    assertThat(exportsLoss(3, 3)).isFalse();
    assertThat(exportsLoss(4, Double.NaN)).isFalse();
    assertThat(exportsLoss(5, 3.5)).isFalse();
    assertThat(exportsLoss(6, Math.nextDown(3.0))).isTrue();
    assertThat(exportsLoss(7, 3)).isFalse();
  }

  @Test
  void otherMetricsCanBeChosenInEitherDirection() {
    var highest = LOWEST_LOSS.byHighest("accuracy");
    assertThat(exports(highest, evaluation(1, 1, 0.5, 0.5))).isTrue();
    assertThat(exports(highest, evaluation(2, 0.1, 0.5, 0.5))).isFalse();
    assertThat(exports(highest, evaluation(3, 9, 9, 0.6))).isTrue();
    assertThat(exports(highest, evaluation(4, 0.1, 0.1, 0.4))).isFalse();

    best = folder.resolve("other");
    var lowest = LOWEST_LOSS.byLowest("average_loss");
    assertThat(exports(lowest, evaluation(5, 1, 0.5, 0.5))).isTrue();
    assertThat(exports(lowest, evaluation(6, 0.1, 0.5, 0.9))).isFalse();
    assertThat(exports(lowest, evaluation(7, 9, 0.4, 0.1))).isTrue();
  }

  @Test
  void aMetricThatTheModelLacksIsNamedAndNothingIsWritten() {
    var exporter = LOWEST_LOSS.byHighest("recall");
    assertThatThrownBy(() -> exports(exporter, evaluation(1, 1, 1, 1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("\"recall\"");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void anExportThatFailsIsNotTheBestSoFar() throws IOException {
    exportsLoss(1, 3);
    Path inTheWay = Files.createFile(best.resolve("saved_model.pb"));
    assertThatThrownBy(() -> exportsLoss(2, 2)).isInstanceOf(ExportException.class);
    Files.delete(inTheWay);
    assertThat(exportsLoss(3, 2.5)).isTrue();
  }

  /** As when it was interrupted behind its last evaluation. */
  @Test
  void aCheckpointEvaluatedAgainIsNotExportedAgain() {
    assertThat(exportsLoss(1, 3)).isTrue();
    assertThat(exportsLoss(1, 3)).isFalse();
  }

  @Test
  void evaluationsWithoutAnExportDoNotCount() {
    history.put(evaluation(1, 0.1, 0.1, 1).toRecord());
    assertThat(exportsLoss(2, 3)).as("nothing was exported").isTrue();
    assertThat(exportsLoss(3, 2)).isTrue();
    assertThat(exportsLoss(4, 2.5)).isFalse();
  }

  @Test
  void aDeletedFolderBeginsAnew() throws IOException {
    exportsLoss(1, 1);
    AtomicFiles.deleteTree(best);
    assertThat(exportsLoss(2, 3)).isTrue();
    assertThat(exportsLoss(3, 2)).isTrue();
    assertThat(exportsLoss(4, 2.5)).isFalse();
  }

  @Test
  void aDeletedVersionLeavesTheOneBefore() throws IOException {
    exportsLoss(1, 3);
    exportsLoss(2, 1);
    AtomicFiles.deleteTree(newest());
    assertThat(exportsLoss(3, 3.5)).isFalse();
    assertThat(exportsLoss(4, 2)).isTrue();
  }

  /** Such as one that an evaluation by another name found best, or whose history was deleted. */
  @Test
  void aVersionThatTheHistoryDoesNotKnowCountsForNothing() {
    exportsLoss(1, 1);
    history = EvaluationHistory.in(folder.resolve("eval_other"));
    assertThat(exportsLoss(2, 3)).isTrue();
  }

  @Test
  void anotherMetricIsComparedWithTheSameModels() {
    exports(LOWEST_LOSS, evaluation(1, 3, 1, 0.7));
    var highest = LOWEST_LOSS.byHighest("accuracy");
    assertThat(exports(highest, evaluation(2, 1, 1, 0.6))).isFalse();
    assertThat(exports(highest, evaluation(3, 9, 1, 0.8))).isTrue();
  }

  @Test
  void aVersionThatCannotBeReadIsNamed() throws IOException {
    exportsLoss(1, 3);
    Path index = newest().resolve("variables").resolve("variables.index");
    Files.write(index, new byte[] {1, 2, 3});
    assertThatThrownBy(() -> exportsLoss(2, 1))
        .isInstanceOf(ExportException.class)
        .hasMessageStartingWith("Can't tell which step the newest version in " + best + " is of: ")
        .hasMessageContaining(index.toString())
        .hasMessageEndingWith("Delete the version to compare with the one before it.");
  }

  /** Tells whether a checkpoint of that loss is exported. */
  private boolean exportsLoss(long globalStep, double loss) {
    return exports(LOWEST_LOSS, evaluation(globalStep, loss, 1, 1));
  }

  /** Tells whether it exports, and checks that it says so; the evaluation is kept afterwards. */
  private boolean exports(BestExporter exporter, Evaluation evaluation) {
    restore(evaluation.globalStep());
    int before = written();
    boolean exports = exporter.exportEvaluated(estimator, best, evaluation, history).isPresent();
    assertThat(written() > before).isEqualTo(exports);
    history.put(evaluation.toRecord());
    return exports;
  }

  /** Makes the checkpoint of a step the newest. */
  private static void restore(long globalStep) {
    try {
      Files.writeString(
          shared.resolve("checkpoint"),
          "model_checkpoint_path: \"model.ckpt-%d\"\n".formatted(globalStep));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private Path newest() throws IOException {
    return SavedModelVersions.highest(best).orElseThrow();
  }

  private int written() {
    return log.lines().startingWith("SavedModel written to: " + best).size();
  }

  private static Evaluation evaluation(
      long globalStep, double loss, double averageLoss, double accuracy) {
    return new Evaluation(
        Map.of("accuracy", accuracy), Map.of(), loss, averageLoss, globalStep, 10);
  }
}
