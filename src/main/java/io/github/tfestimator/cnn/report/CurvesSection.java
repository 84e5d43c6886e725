package io.github.tfestimator.cnn.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Function;

/** Loss and metrics over the steps, with resumes and the best evaluation. */
final class CurvesSection {
  private CurvesSection() {}

  /**
   * Draws the curves.
   *
   * @param charts receives them, by the names that the script looks for
   */
  static Section of(ReportedModel model, Optional<ReportedModel> other, Map<String, Chart> charts) {
    RunHistory history = model.history();
    Map<String, Chart> drawn = new LinkedHashMap<>();
    drawn.put("loss", chart(model, other, RunHistory::losses));
    drawn.put("metrics", chart(model, other, RunHistory::shares));
    drawn.put("other_metrics", chart(model, other, RunHistory::others));
    drawn.values().removeIf(Chart::isEmpty);
    charts.putAll(drawn);
    List<Markup> body = new ArrayList<>();
    if (history.evaluations().isEmpty()) {
      body.add(
          SummarySection.notice(
              "The model directory has no evaluations: train-and-evaluate and evaluate add them."));
    }
    if (drawn.isEmpty()) {
      body.add(SummarySection.notice("It has no events of a training either."));
    }
    drawn.forEach(
        (name, chart) -> {
          body.add(Markup.of("<h3>{}</h3>", title(name)));
          body.add(chart.markup(name, title(name) + " over the steps of the training"));
        });
    if (!drawn.isEmpty()) {
      body.add(
          Markup.of(
              "<p class=\"hint\">Drag over steps to zoom in, double-click to see all.{}</p>",
              sessions(history)));
    }
    return new Section("curves", "Curves", Markup.join(body));
  }

  private static String title(String name) {
    return switch (name) {
      case "loss" -> "Loss";
      case "metrics" -> "Metrics";
      default -> "Other metrics";
    };
  }

  private static Chart chart(
      ReportedModel model, Optional<ReportedModel> other, Function<RunHistory, Chart> kind) {
    Chart chart = kind.apply(model.history());
    if (other.isEmpty()) {
      return chart;
    }
    List<String> names = ComparisonSection.names(model.source(), other.get().source());
    Map<String, SortedMap<Long, Double>> series = new LinkedHashMap<>();
    chart.series().forEach((name, curve) -> series.put(names.get(0) + ": " + name, curve));
    kind.apply(other.get().history())
        .series()
        .forEach((name, curve) -> series.put(names.get(1) + ": " + name, curve));
    return new Chart(series, chart.marks());
  }

  private static String sessions(RunHistory history) {
    List<String> resumes =
        history.events().sessions().stream()
            .filter(session -> session.resumedAt() > 0)
            .map(session -> Texts.count(session.resumedAt()))
            .toList();
    return resumes.isEmpty()
        ? " The training was never resumed."
        : " The training was resumed at step " + String.join(", ", resumes) + ".";
  }
}
