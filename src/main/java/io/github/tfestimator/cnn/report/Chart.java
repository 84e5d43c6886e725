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
 */
record Chart(Map<String, SortedMap<Long, Double>> series, SortedMap<Long, String> marks) {
  /** Points of a curve: more than there are pixels. */
  private static final int MAX_POINTS = 1000;

  /** Copies the curves, thinned out if they are long, without what isn't finite. */
  Chart {
    Map<String, SortedMap<Long, Double>> copy = new LinkedHashMap<>();
    series.forEach(
        (name, curve) -> {
          SortedMap<Long, Double> thin = thin(curve);
          if (!thin.isEmpty()) {
            copy.put(name, thin);
          }
        });
    series = copy;
  }

  private static SortedMap<Long, Double> thin(SortedMap<Long, Double> curve) {
    SortedMap<Long, Double> thin = new TreeMap<>();
    int stride = (curve.size() + MAX_POINTS - 1) / MAX_POINTS;
    int index = 0;
    for (Map.Entry<Long, Double> point : curve.entrySet()) {
      index++;
      boolean isKept = index % stride == 0 || index == curve.size() || index == 1;
      if (isKept && Double.isFinite(point.getValue())) {
        thin.put(point.getKey(), point.getValue());
      }
    }
    return thin;
  }

  boolean isEmpty() {
    return series.isEmpty();
  }

  /** Returns all steps, and each curve's values at them, null where it has none. */
  Map<String, Object> json() {
    SortedSet<Long> steps = new TreeSet<>();
    series.values().forEach(curve -> steps.addAll(curve.keySet()));
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
