package io.github.tfestimator.cnn.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Curves over steps, and steps to mark. The script draws them so that one can zoom; without it
 * there is a plain drawing.
 *
 * @param series by name
 * @param marks texts by step
 * @param leftOut how many curves there were beyond {@value #MAX_SERIES}
 */
record Chart(
    Map<String, SortedMap<Long, Double>> series, SortedMap<Long, String> marks, int leftOut) {
  /** Curves of a chart, which are hard to tell apart long before. */
  static final int MAX_SERIES = 80;

  /** Points of a curve: more than there are pixels. */
  private static final int MAX_POINTS = 1000;

  /** Points of all curves, {@value #MAX_SERIES} of which have a hundred each. */
  private static final int MAX_ALL_POINTS = 8000;

  /** Values in JSON, where a curve has one, or null, at the steps of all others. */
  private static final int MAX_VALUES = 40_000;

  /** Copies the curves, thinned out if they are long or many, without what isn't finite. */
  Chart {
    Map<String, SortedMap<Long, Double>> finite = new LinkedHashMap<>();
    for (Map.Entry<String, SortedMap<Long, Double>> curve : series.entrySet()) {
      boolean isDrawn = curve.getValue().values().stream().anyMatch(Double::isFinite);
      if (isDrawn && finite.size() == MAX_SERIES) {
        leftOut++;
      } else if (isDrawn) {
        finite.put(curve.getKey(), curve.getValue());
      }
    }
    series = thin(finite);
  }

  Chart(Map<String, SortedMap<Long, Double>> series, SortedMap<Long, String> marks) {
    this(series, marks, 0);
  }

  private static Map<String, SortedMap<Long, Double>> thin(
      Map<String, SortedMap<Long, Double>> series) {
    int points = Math.min(MAX_POINTS, MAX_ALL_POINTS / Math.max(1, series.size()));
    Map<String, SortedMap<Long, Double>> thin = thin(series, points);
    while (points > 2 && (long) steps(thin).size() * thin.size() > MAX_VALUES) {
      points = Math.max(2, points / 2);
      thin = thin(series, points);
    }
    return thin;
  }

  private static Map<String, SortedMap<Long, Double>> thin(
      Map<String, SortedMap<Long, Double>> series, int points) {
    Map<String, SortedMap<Long, Double>> thin = new LinkedHashMap<>();
    series.forEach((name, curve) -> thin.put(name, thin(curve, points)));
    thin.values().removeIf(SortedMap::isEmpty);
    return thin;
  }

  private static SortedMap<Long, Double> thin(SortedMap<Long, Double> curve, int points) {
    SortedMap<Long, Double> thin = new TreeMap<>();
    for (long step : Spaced.of(List.copyOf(curve.keySet()), points)) {
      if (Double.isFinite(curve.get(step))) {
        thin.put(step, curve.get(step));
      }
    }
    return thin;
  }

  private static SortedSet<Long> steps(Map<String, SortedMap<Long, Double>> series) {
    SortedSet<Long> steps = new TreeSet<>();
    series.values().forEach(curve -> steps.addAll(curve.keySet()));
    return steps;
  }

  boolean isEmpty() {
    return series.isEmpty();
  }

  /** Returns all steps, and each curve's values at them, null where it has none. */
  Map<String, Object> json() {
    SortedSet<Long> steps = steps(series);
    List<Map<String, Object>> curves = new ArrayList<>();
    series.forEach(
        (name, curve) -> {
          List<Double> values = new ArrayList<>();
          steps.forEach(step -> values.add(curve.get(step)));
          Map<String, Object> object = new LinkedHashMap<>();
          object.put("name", name);
          object.put("values", values);
          curves.add(object);
        });
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("steps", steps);
    json.put("series", curves);
    json.put("marks", marks);
    return json;
  }

  /**
   * Returns the place of the chart.
   *
   * @param name of the chart in the embedded numbers
   * @param title what a screen reader says
   */
  Markup markup(String name, String title) {
    return Markup.of(
        "<figure class=\"chart\" data-chart=\"{}\" aria-label=\"{}\">{}</figure>",
        name,
        title,
        new LineDrawing(series, marks).svg());
  }
}
