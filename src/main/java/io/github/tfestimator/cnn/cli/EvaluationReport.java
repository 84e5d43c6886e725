package io.github.tfestimator.cnn.cli;

import io.github.tfestimator.cnn.report.EvaluationNumbers;
import io.github.tfestimator.estimator.Evaluation;
import io.github.tfestimator.io.Excerpt;
import io.github.tfestimator.metrics.ConfidenceInterval;
import io.github.tfestimator.metrics.ConfusionMatrix;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * A report of an evaluation, as a table: the accuracy with its interval, and for each class recall,
 * precision and the counts of each prediction.
 */
final class EvaluationReport {
  /** The columns to the left of the counts: label, examples, recall and precision. */
  private static final String LEFT = "%9s %7s %10s ";

  /** Of more classes the table has no counts, whose columns no screen holds. */
  private static final int MAX_COLUMNS = 20;

  private static final int MAX_NAME = 30;

  private EvaluationReport() {}

  /** Returns the lines that {@code evaluate} prints. */
  static List<String> table(Evaluation evaluation, List<String> classNames) {
    ConfidenceInterval interval = EvaluationNumbers.interval(evaluation);
    List<String> lines = new ArrayList<>();
    lines.add("");
    lines.add(
        format(
            "accuracy %.4f, 95 %% interval %.4f to %.4f, %d example%s",
            evaluation.accuracy(),
            interval.low(),
            interval.high(),
            evaluation.examples(),
            evaluation.examples() == 1 ? "" : "s"));
    EvaluationNumbers.matrix(evaluation).ifPresent(matrix -> addTable(lines, matrix, classNames));
    return lines;
  }

  private static void addTable(List<String> lines, ConfusionMatrix matrix, List<String> names) {
    List<String> shown =
        IntStream.range(0, matrix.classes()).mapToObj(i -> name(names, i)).toList();
    int widest = shown.stream().mapToInt(String::length).max().orElse(0);
    String left = "%" + Math.max(5, widest) + "s " + LEFT;
    boolean hasColumns = matrix.classes() <= MAX_COLUMNS;
    String cell = " %" + widestNumber(matrix) + "s";
    lines.add("");
    if (hasColumns) {
      lines.add(format(left, "", "", "", "").concat(" predicted"));
    }
    StringBuilder header =
        new StringBuilder(format(left, "label", "examples", "recall", "precision"));
    for (int prediction = 0; hasColumns && prediction < matrix.classes(); prediction++) {
      header.append(format(cell, prediction));
    }
    lines.add(header.toString());
    for (int label = 0; label < matrix.classes(); label++) {
      lines.add(row(matrix, label, left, shown.get(label), hasColumns ? cell : ""));
    }
  }

  /** Returns the class's number, and its name if it has another one. */
  private static String name(List<String> names, int label) {
    String number = Integer.toString(label);
    if (label >= names.size() || names.get(label).equals(number)) {
      return number;
    }
    String name = names.get(label);
    int[] points = name.codePoints().limit(MAX_NAME).toArray();
    return number + " " + Excerpt.escaped(new String(points, 0, points.length));
  }

  private static String row(
      ConfusionMatrix matrix, int label, String left, String name, String cell) {
    StringBuilder row =
        new StringBuilder(
            format(
                left,
                name,
                matrix.examples(label),
                part(matrix.recall(label)),
                part(matrix.precision(label))));
    for (int prediction = 0; !cell.isEmpty() && prediction < matrix.classes(); prediction++) {
      long count = matrix.count(label, prediction);
      row.append(format(cell, count == 0 ? "." : count)); // makes the errors stand out
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
