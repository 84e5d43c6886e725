package io.github.tfestimator.cnn.cli;

import io.github.tfestimator.estimator.Evaluation;
import io.github.tfestimator.metrics.ConfidenceInterval;
import io.github.tfestimator.metrics.ConfusionMatrix;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * An evaluation for the eye: how far the accuracy can be trusted, and for each class how well it is
 * told, and what it is taken for.
 */
final class EvaluationTable {
  /** Label, examples, recall and precision, to the left of the counts. */
  private static final String LEFT = "%5s %9s %7s %10s ";

  private EvaluationTable() {}

  static List<String> lines(Evaluation evaluation) {
    ConfidenceInterval interval = interval(evaluation);
    List<String> lines = new ArrayList<>();
    lines.add("");
    lines.add(
        format(
            "accuracy %.4f, 95 %% interval %.4f to %.4f, %d examples",
            evaluation.accuracy(), interval.low(), interval.high(), evaluation.examples()));
    Optional.ofNullable(evaluation.confusionMatrices().get("confusion_matrix"))
        .ifPresent(matrix -> addTable(lines, matrix));
    return lines;
  }

  /** The 95 % interval of the accuracy, which was measured on so many examples and no more. */
  static ConfidenceInterval interval(Evaluation evaluation) {
    long correct = Math.round(evaluation.accuracy() * evaluation.examples());
    return ConfidenceInterval.wilson(correct, evaluation.examples());
  }

  private static void addTable(List<String> lines, ConfusionMatrix matrix) {
    String cell = " %" + widestNumber(matrix) + "s";
    lines.add("");
    lines.add(format(LEFT, "", "", "", "").concat(" predicted"));
    StringBuilder header =
        new StringBuilder(format(LEFT, "label", "examples", "recall", "precision"));
    for (int prediction = 0; prediction < matrix.classes(); prediction++) {
      header.append(format(cell, prediction));
    }
    lines.add(header.toString());
    for (int label = 0; label < matrix.classes(); label++) {
      lines.add(row(matrix, label, cell));
    }
  }

  private static String row(ConfusionMatrix matrix, int label, String cell) {
    StringBuilder row =
        new StringBuilder(
            format(
                LEFT,
                label,
                matrix.examples(label),
                part(matrix.recall(label)),
                part(matrix.precision(label))));
    for (int prediction = 0; prediction < matrix.classes(); prediction++) {
      long count = matrix.count(label, prediction);
      row.append(format(cell, count == 0 ? "." : count)); // so that the errors catch the eye
    }
    return row.toString();
  }

  private static String part(OptionalDouble part) {
    return part.isPresent() ? format("%.4f", part.getAsDouble()) : "-";
  }

  private static int widestNumber(ConfusionMatrix matrix) {
    long largest = matrix.classes() - 1;
    for (List<Long> row : matrix.counts()) {
      largest = row.stream().reduce(largest, Math::max);
    }
    return Long.toString(largest).length();
  }

  private static String format(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
