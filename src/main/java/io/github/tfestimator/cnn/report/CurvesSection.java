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
          body.addAll(leftOut(chart));
        });
    if (!drawn.isEmpty()) {
      body.add(
          Markup.of(
              "<p class=\"hint\">Drag over steps to zoom in, double-click to see all.{}</p>",
              sessions(history)));
    }
    return new Section("curves", "Curves", Markup.join(body));
  }

  private static List<Markup> leftOut(Chart chart) {
    return chart.leftOut() == 0
        ? List.of()
        : List.of(
            Markup.of(
                "<p class=\"hint\">{} of {} curves are left out.</p>",
                Texts.count(chart.leftOut()),
                Texts.count(chart.series().size() + chart.leftOut())));
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
    Chart otherChart = kind.apply(other.get().history());
    int leftOut = chart.leftOut() + otherChart.leftOut();
    leftOut += addHalf(series, names.get(0), chart) + addHalf(series, names.get(1), otherChart);
    return new Chart(series, chart.marks(), leftOut);
  }

  /** Adds the curves of one of two models; returns how many it left out. */
  private static int addHalf(
      Map<String, SortedMap<Long, Double>> series, String model, Chart chart) {
    chart.series().entrySet().stream()
        .limit(Chart.MAX_SERIES / 2)
        .forEach(curve -> series.put(model + ": " + curve.getKey(), curve.getValue()));
    return Math.max(0, chart.series().size() - Chart.MAX_SERIES / 2);
  }

  private static String sessions(RunHistory history) {
    List<String> resumes =
        history.events().sessions().stream()
            .filter(session -> session.resumedAt() > 0)
            .map(session -> Texts.count(session.resumedAt()))
            .toList();
    if (resumes.isEmpty()) {
      return " The training was never resumed.";
    }
    if (resumes.size() > RunHistory.MAX_MARKS) {
      return " The training was resumed %s times, first at step %s and last at step %s; %d steps at most are marked."
          .formatted(
              Texts.count(resumes.size()),
              resumes.get(0),
              resumes.get(resumes.size() - 1),
              RunHistory.MAX_MARKS);
    }
    return " The training was resumed at step " + String.join(", ", resumes) + ".";
  }
}
