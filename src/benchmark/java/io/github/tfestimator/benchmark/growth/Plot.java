package io.github.tfestimator.benchmark.growth;

import io.github.tfestimator.files.WholeFiles;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** A panel for each axis: the costs in relation to those of the first size, both logarithmic. */
final class Plot {
  private static final int WIDTH = 640;
  private static final int HEIGHT = 480;

  /** Okabe's and Ito's, which the colour-blind tell apart too. */
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
            .xAxisTitle(axis.unit)
            .yAxisTitle("relative to the first")
            .build();
    style(panel.getStyler(), axis);
    int times = 0;
    for (Curve curve : curves) {
      boolean isTime = curve.kind() == Curve.Kind.TIME;
      XYSeries series = panel.addSeries(curve.name(), sizes(axis), curve.relative());
      series.setMarker(isTime ? SeriesMarkers.CIRCLE : SeriesMarkers.SQUARE);
      colour(series, isTime ? TIMES.get(times++) : MEMORY);
      series.setLineStyle(new BasicStroke(2.5f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
    }
    XYSeries linear = panel.addSeries("linear", sizes(axis), linear(axis));
    linear.setMarker(SeriesMarkers.NONE);
    colour(linear, Color.GRAY);
    linear.setLineStyle(
        new BasicStroke(
            1.2f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 1, new float[] {6, 5}, 0));
    panels.add(panel);
  }

  /**
   * @param file the PNG
   * @throws IOException if it can't be written
   */
  void write(Path file) throws IOException {
    var png = new ByteArrayOutputStream();
    BitmapEncoder.saveBitmap(panels, 2, 2, png, BitmapEncoder.BitmapFormat.PNG);
    WholeFiles.write(file, png.toByteArray());
  }

  private static void colour(XYSeries series, Color colour) {
    series.setLineColor(colour);
    series.setMarkerColor(colour);
  }

  private static double[] sizes(Axis axis) {
    return axis.sizes.stream().mapToDouble(Integer::doubleValue).toArray();
  }

  private static double[] linear(Axis axis) {
    return axis.sizes.stream().mapToDouble(size -> (double) size / axis.sizes.get(0)).toArray();
  }

  /** Labels for 1, 2 and 5, as all nine of a decade would be too close. */
  private static String label(double value) {
    String digits = String.format(Locale.ROOT, "%,.0f", value);
    return value >= 0.99 && digits.matches("[125][0,]*") ? digits : "";
  }

  private static void style(XYStyler styler, Axis axis) {
    styler.setXAxisLogarithmic(true);
    styler.setYAxisLogarithmic(true);
    styler.setXAxisLogarithmicDecadeOnly(false);
    styler.setYAxisLogarithmicDecadeOnly(false);
    styler.setxAxisTickLabelsFormattingFunction(Plot::label);
    styler.setyAxisTickLabelsFormattingFunction(Plot::label);
    styler.setYAxisMin(0.9);
    styler.setYAxisMax(11.0);
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
    styler.setChartTitleFont(new Font(Font.SANS_SERIF, Font.BOLD, 20));
    styler.setAxisTitleFont(new Font(Font.SANS_SERIF, Font.PLAIN, 15));
    styler.setAxisTickLabelsFont(new Font(Font.SANS_SERIF, Font.PLAIN, 14));
    styler.setLegendFont(new Font(Font.SANS_SERIF, Font.PLAIN, 15));
    styler.setMarkerSize(9);
    styler.setChartPadding(16);
  }
}
