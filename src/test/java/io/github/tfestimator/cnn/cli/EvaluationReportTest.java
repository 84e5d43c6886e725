package io.github.tfestimator.cnn.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonArray;
import com.google.gson.JsonParser;
import io.github.tfestimator.cnn.report.EvaluationNumbers;
import io.github.tfestimator.estimator.Evaluation;
import io.github.tfestimator.metrics.ConfusionMatrix;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EvaluationReportTest {
  /**
   * Class 1 was never predicted, class 2 has no examples. The interval is SciPy 1.17's {@code
   * binomtest(9, 12).proportion_ci(0.95, "wilson")}.
   */
  private static final Evaluation SMALL =
      new Evaluation(
          Map.of("accuracy", 9 / 12.0),
          Map.of(
              "confusion_matrix",
              new ConfusionMatrix(List.of(List.of(9L, 0L, 1L), List.of(2L, 0L, 0L), zeros(3)))),
          0.5,
          0.25,
          7,
          12);

  @Test
  void theTableShowsClassesAndConfusions() {
    assertThat(EvaluationReport.table(SMALL, List.of()))
        .containsExactly(
            "",
            "accuracy 0.7500, 95 % interval 0.4677 to 0.9111, 12 examples",
            "",
            "                                    predicted",
            "label  examples  recall  precision  0 1 2",
            "    0        10  0.9000     0.8182  9 . 1",
            "    1         2  0.0000          -  2 . .",
            "    2         0       -     0.0000  . . .");
  }

  @Test
  void theTableOfTenClassesFitsATerminalsWidth() {
    List<List<Long>> counts = new ArrayList<>();
    IntStream.range(0, 10).forEach(label -> counts.add(zeros(10)));
    counts.set(3, List.of(0L, 0L, 0L, 1400L, 0L, 12L, 0L, 0L, 3L, 1L));
    var matrix = Map.of("confusion_matrix", new ConfusionMatrix(counts));
    var evaluation = new Evaluation(Map.of("accuracy", 1400 / 1416.0), matrix, 1, 1, 1, 1416);
    List<String> lines = EvaluationReport.table(evaluation, List.of());
    assertThat(lines.get(4))
        .isEqualTo(
            "label  examples  recall  precision     0    1    2    3    4    5    6    7    8    9");
    assertThat(lines.get(8))
        .isEqualTo(
            "    3      1416  0.9887     1.0000     .    .    . 1400    .   12    .    .    3    1");
    assertThat(lines).allMatch(line -> line.length() <= 90);
  }

  @Test
  void oneExampleIsOne() {
    var evaluation = new Evaluation(Map.of("accuracy", 1.0), Map.of(), 0.5, 0.25, 7, 1);
    assertThat(EvaluationReport.table(evaluation, List.of()).get(1)).endsWith(", 1 example");
  }

  /** Names are those of folders, or of somebody's file. */
  @Test
  void namesDontDriveTheTerminal() {
    assertThat(EvaluationReport.table(SMALL, List.of("\u001b[31ma", "b")))
        .anyMatch(line -> line.contains("0 \\x1b[31ma"))
        .noneMatch(line -> line.contains("\u001b"));
  }

  @Test
  void withoutAConfusionMatrixThereIsTheIntervalOnly() {
    var evaluation = new Evaluation(Map.of("accuracy", 0.75), Map.of(), 0.5, 0.25, 7, 12);
    assertThat(EvaluationReport.table(evaluation, List.of()))
        .containsExactly("", "accuracy 0.7500, 95 % interval 0.4677 to 0.9111, 12 examples");
    assertThat(JsonParser.parseString(json(evaluation)).getAsJsonObject().keySet())
        .containsExactly(
            "accuracy", "accuracy_interval", "loss", "average_loss", "global_step", "examples");
  }

  @Test
  void jsonHasItAllWithNullForWhatIsUndefined() {
    String json = json(SMALL);
    JsonArray interval =
        JsonParser.parseString(json).getAsJsonObject().getAsJsonArray("accuracy_interval");
    assertThat(interval).hasSize(2);
    assertThat(interval.get(0).getAsDouble()).isCloseTo(0.46769466506643426, within(1e-14));
    assertThat(interval.get(1).getAsDouble()).isCloseTo(0.9110583316059453, within(1e-14));
    assertThat(json.replace(interval.toString(), "INTERVAL"))
        .isEqualTo(
            "{\"accuracy\":0.75,\"accuracy_interval\":INTERVAL,\"loss\":0.5,\"average_loss\":0.25,"
                + "\"global_step\":7,\"examples\":12,"
                + "\"confusion_matrix\":[[9,0,1],[2,0,0],[0,0,0]],"
                + "\"precision\":[0.8181818181818182,null,0.0],\"recall\":[0.9,0.0,null]}");
  }

  private static String json(Evaluation evaluation) {
    var printed = new ByteArrayOutputStream();
    new Console(printed, System.err, false).json(EvaluationNumbers.json(evaluation, List.of()));
    return printed.toString(StandardCharsets.UTF_8).strip();
  }

  private static List<Long> zeros(int count) {
    return Collections.nCopies(count, 0L);
  }

  @Test
  void jsonHasNullForALossThatIsNaN() {
    var evaluation =
        new Evaluation(Map.of("accuracy", 0.75), Map.of(), Double.NaN, Double.NaN, 7, 12);
    assertThat(json(evaluation)).contains("\"loss\":null,\"average_loss\":null,");
  }
}
