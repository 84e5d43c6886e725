package io.github.tfestimator.cnn.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;

/** Curves as inline SVG, with the least and largest values at the axes. */
final class LineDrawing {
  private static final int WIDTH = 640;
  private static final int HEIGHT = 220;
  private static final int LEFT = 56;
  private static final int BOTTOM = 24;
  private static final int TOP = 20;

  private final Map<String, SortedMap<Long, Double>> series;
  private final SortedMap<Long, String> marks;
  private final long firstStep;
  private final long lastStep;
  private final double low;
  private final double high;

  LineDrawing(Map<String, SortedMap<Long, Double>> series, SortedMap<Long, String> marks) {
    this.series = series;
    this.marks = marks;
    SortedSet<Long> steps = new TreeSet<>();
    SortedSet<Double> values = new TreeSet<>();
    for (SortedMap<Long, Double> curve : series.values()) {
      steps.addAll(curve.keySet());
      values.addAll(curve.values());
    }
    firstStep = steps.isEmpty() ? 0 : steps.first();
    lastStep = steps.isEmpty() ? 1 : Math.max(steps.last(), firstStep + 1);
    low = values.isEmpty() ? 0 : values.first();
    high = values.isEmpty() || values.last() == low ? low + 1 : values.last();
  }

  Markup svg() {
    List<Markup> pieces = new ArrayList<>();
    pieces.add(axes());
    marks.forEach((step, text) -> pieces.add(mark(step, text)));
    List<Markup> legend = new ArrayList<>();
    for (Map.Entry<String, SortedMap<Long, Double>> curve : series.entrySet()) {
      int number = legend.size();
      pieces.add(curve(curve.getValue(), number));
      legend.add(
          Markup.of(
              "<tspan class=\"line{}\" dx=\"{}\">{}</tspan>",
              number % 4,
              number == 0 ? 0 : 24,
              curve.getKey()));
    }
    pieces.add(Markup.of("<text x=\"{}\" y=\"12\">{}</text>", LEFT, Markup.join(legend)));
    return Markup.of(
        "<svg class=\"drawing\" viewBox=\"0 0 {} {}\">{}</svg>",
        WIDTH,
        HEIGHT,
        Markup.join(pieces));
  }

  private Markup axes() {
    int bottom = HEIGHT - BOTTOM;
    return Markup.of(
        """
        <path class="axis" d="M{} {}V{}H{}"/>
        <text x="{}" y="{}" text-anchor="end">{}</text>
        <text x="{}" y="{}" text-anchor="end">{}</text>
        <text x="{}" y="{}">{}</text>
        <text x="{}" y="{}" text-anchor="end">{}</text>
        """,
        LEFT,
        TOP,
        bottom,
        WIDTH,
        LEFT - 6,
        TOP + 10,
        Texts.number(high),
        LEFT - 6,
        bottom,
        Texts.number(low),
        LEFT,
        HEIGHT - 6,
        Texts.count(firstStep),
        WIDTH - 2,
        HEIGHT - 6,
        Texts.count(lastStep));
  }

  private Markup mark(long step, String text) {
    String x = x(Math.min(lastStep, Math.max(firstStep, step)));
    return Markup.of(
        "<path class=\"mark\" d=\"M{} {}V{}\"><title>{}</title></path>",
        x,
        TOP,
        HEIGHT - BOTTOM,
        text);
  }

  private Markup curve(SortedMap<Long, Double> curve, int number) {
    var path = new StringBuilder();
    curve.forEach(
        (step, value) ->
            path.append(path.isEmpty() ? "M" : "L").append(x(step)).append(' ').append(y(value)));
    if (curve.size() == 1) {
      path.append("h3");
    }
    return Markup.of("<path class=\"curve line{}\" d=\"{}\"/>", number % 4, path);
  }

  private String x(long step) {
    return coordinate(
        LEFT + (WIDTH - LEFT - 2) * (double) (step - firstStep) / (lastStep - firstStep));
  }

  private String y(double value) {
    return coordinate(TOP + (HEIGHT - BOTTOM - TOP) * (1 - (value - low) / (high - low)));
  }

  private static String coordinate(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }
}
