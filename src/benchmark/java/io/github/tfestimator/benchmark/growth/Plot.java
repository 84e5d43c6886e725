package io.github.tfestimator.benchmark.growth;

import io.github.tfestimator.io.AtomicFiles;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * A panel for each axis: the costs in relation to those of the first size, over the sizes in
 * relation to the first one, both logarithmic.
 */
final class Plot {
  private static final int WIDTH = 560;
  private static final int HEIGHT = 420;

  /** Okabe's and Ito's, which the color-blind tell apart too. */
  private static final List<Color> TIMES =
      List.of(new Color(0x0072B2), new Color(0xD55E00), new Color(0x009E73));

  private static final Color MEMORY = new Color(0xCC79A7);
  private static final Color TEXT = new Color(0x333333);
  private static final Color LINES = new Color(0xE0E0E0);

  private final List<XYChart> panels = new ArrayList<>();

  void add(Axis axis, List<Curve> curves) {
    XYChart panel =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(axis.title)
            .xAxisTitle(String.format(Locale.ROOT, "%s / %,d", axis.unit, axis.sizes.get(0)))
            .yAxisTitle("cost / first cost")
            .build();
    double[] sizes = sizes(axis);
    double highest =
        Stream.concat(Stream.of(sizes), curves.stream().map(Curve::relative))
            .flatMapToDouble(Arrays::stream)
            .max()
            .orElseThrow();
    style(panel.getStyler(), highest);
    int times = 0;
    for (Curve curve : curves) {
      boolean isTime = curve.kind() == Curve.Kind.TIME;
      XYSeries series = panel.addSeries(curve.name(), sizes, curve.relative());
      series.setMarker(isTime ? SeriesMarkers.CIRCLE : SeriesMarkers.SQUARE);
      color(series, isTime ? TIMES.get(times++) : MEMORY);
      series.setLineStyle(new BasicStroke(2.5f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
    }
    XYSeries reference = panel.addSeries("linear", sizes, sizes);
    reference.setMarker(SeriesMarkers.NONE);
    color(reference, Color.GRAY);
    reference.setLineStyle(
        new BasicStroke(
            1.2f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, new float[] {6, 5}, 0));
    panels.add(panel);
  }

  /**
   * Draws the plot.
   *
   * @param file the PNG
   * @throws IOException if it can't be written
   */
  void write(Path file) throws IOException {
    // Not by XChart's encoder: without the transparency that it adds, the file is smaller.
    var image = new BufferedImage(2 * WIDTH, 2 * HEIGHT, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < panels.size(); i++) {
      Graphics2D part = image.createGraphics();
      part.translate(i % 2 * WIDTH, i / 2 * HEIGHT);
      panels.get(i).paint(part, WIDTH, HEIGHT);
      part.dispose();
    }
    var png = new ByteArrayOutputStream();
    ImageIO.write(image, "png", png);
    AtomicFiles.write(file, png.toByteArray());
  }

  private static void color(XYSeries series, Color color) {
    series.setLineColor(color);
    series.setMarkerColor(color);
  }

  private static double[] sizes(Axis axis) {
    return axis.sizes.stream().mapToDouble(size -> (double) size / axis.sizes.get(0)).toArray();
  }

  private static void style(XYStyler styler, double highest) {
    styler.setXAxisLogarithmic(true);
    styler.setYAxisLogarithmic(true);
    styler.setXAxisLogarithmicDecadeOnly(false);
    styler.setYAxisLogarithmicDecadeOnly(false);
    styler.setXAxisDecimalPattern("#.#");
    styler.setYAxisDecimalPattern("#.#");
    styler.setYAxisMin(0.9);
    styler.setYAxisMax(1.1 * highest);
    styler.setLocale(Locale.ROOT);
    styler.setLegendPosition(Styler.LegendPosition.InsideNW);
    styler.setLegendBorderColor(Color.WHITE);
    styler.setChartBackgroundColor(Color.WHITE);
    styler.setPlotBackgroundColor(Color.WHITE);
    styler.setPlotBorderColor(LINES);
    styler.setPlotGridLinesColor(LINES);
    styler.setPlotGridLinesStroke(new BasicStroke(1));
    styler.setChartFontColor(TEXT);
    styler.setChartTitleBoxVisible(false);
    styler.setChartTitleFont(new Font(Font.SANS_SERIF, Font.BOLD, 18));
    styler.setAxisTitleFont(new Font(Font.SANS_SERIF, Font.PLAIN, 14));
    styler.setAxisTickLabelsFont(new Font(Font.SANS_SERIF, Font.PLAIN, 13));
    styler.setLegendFont(new Font(Font.SANS_SERIF, Font.PLAIN, 14));
    styler.setMarkerSize(9);
    styler.setChartPadding(16);
  }
}
