package io.github.tfestimator.cnn.report;

import java.util.Locale;
import java.util.SortedMap;

/** Quantiles over steps as inline SVG: bands from 5 to 95 % and 25 to 75 %, a line for 50 %. */
final class BandDrawing {
  private static final int WIDTH = 300;
  private static final int HEIGHT = 120;
  private static final int LEFT = 72;
  private static final int BOTTOM = 18;

  private final SortedMap<Long, double[]> quantiles;
  private final double low;
  private final double high;

  /**
   * Prepares a drawing.
   *
   * @param quantiles five, ascending, by step
   */
  BandDrawing(SortedMap<Long, double[]> quantiles) {
    this.quantiles = quantiles;
    double least = quantiles.values().stream().mapToDouble(q -> q[0]).min().orElse(0);
    double most = quantiles.values().stream().mapToDouble(q -> q[4]).max().orElse(1);
    low = least;
    high = most > least ? most : least + 1e-6;
  }

  Markup svg() {
    return Markup.of(
        """
        <svg class="drawing" viewBox="0 0 {} {}">
        <path class="axis" d="M{} 4V{}H{}"/>
        <path class="band" d="{}"/><path class="band" d="{}"/><path class="curve line0" d="{}"/>
        <text x="{}" y="12" text-anchor="end">{}</text><text x="{}" y="{}" text-anchor="end">{}</text>
        <text x="{}" y="{}">{}</text><text x="{}" y="{}" text-anchor="end">{}</text>
        </svg>
        """,
        WIDTH,
        HEIGHT,
        LEFT,
        HEIGHT - BOTTOM,
        WIDTH,
        band(0, 4),
        band(1, 3),
        line(2),
        LEFT - 4,
        Texts.number(high),
        LEFT - 4,
        HEIGHT - BOTTOM,
        Texts.number(low),
        LEFT,
        HEIGHT - 4,
        Texts.count(quantiles.firstKey()),
        WIDTH - 2,
        HEIGHT - 4,
        Texts.count(quantiles.lastKey()));
  }

  private String band(int from, int to) {
    var back = new StringBuilder();
    quantiles.forEach((step, values) -> back.insert(0, "L" + point(step, values[from])));
    return line(to) + back + "Z";
  }

  private String line(int quantile) {
    var path = new StringBuilder();
    quantiles.forEach(
        (step, values) ->
            path.append(path.isEmpty() ? "M" : "L").append(point(step, values[quantile])));
    return path.toString();
  }

  private String point(long step, double value) {
    long first = quantiles.firstKey();
    double part = (double) (step - first) / Math.max(1, quantiles.lastKey() - first);
    return String.format(
        Locale.ROOT,
        "%.1f %.1f",
        LEFT + part * (WIDTH - LEFT - 2),
        4 + (HEIGHT - BOTTOM - 4) * (1 - (value - low) / (high - low)));
  }
}
