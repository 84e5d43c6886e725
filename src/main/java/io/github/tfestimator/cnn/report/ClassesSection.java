package io.github.tfestimator.cnn.report;

import io.github.tfestimator.metrics.ConfusionMatrix;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/** Examples, recall and precision of each class. */
final class ClassesSection {
  private ClassesSection() {}

  static Section of(ConfusionMatrix matrix, List<String> names) {
    List<Markup> rows = new ArrayList<>();
    for (int c = 0; c < matrix.classes(); c++) {
      rows.add(
          Markup.of(
              "<tr><th scope=\"row\">{}</th><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>",
              names.get(c),
              Texts.count(matrix.examples(c)),
              percent(matrix.recall(c)),
              percent(matrix.precision(c)),
              f1(matrix, c)));
    }
    return new Section(
        "classes",
        "Classes",
        Markup.of(
            """
            <div class="wide"><table class="numbers">
            <thead><tr><th scope="col">class</th><th scope="col">test images</th>\
            <th scope="col">recall</th><th scope="col">precision</th><th scope="col">F1</th></tr></thead>
            <tbody>
            {}
            </tbody>
            </table></div>
            """,
            Markup.join(rows)));
  }

  private static String percent(OptionalDouble share) {
    return share.isPresent() ? Texts.percent(share.getAsDouble()) : "–";
  }

  private static String f1(ConfusionMatrix matrix, int c) {
    OptionalDouble recall = matrix.recall(c);
    OptionalDouble precision = matrix.precision(c);
    if (recall.isEmpty() || precision.isEmpty()) {
      return "–";
    }
    double sum = recall.getAsDouble() + precision.getAsDouble();
    return Texts.percent(sum == 0 ? 0 : 2 * recall.getAsDouble() * precision.getAsDouble() / sum);
  }
}
