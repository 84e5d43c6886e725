package io.github.tfestimator.cnn.data;

import java.util.Arrays;
import java.util.List;

/**
 * One way to write a digit.
 *
 * @param strokes the strokes of the pen, each as the knots that it passes through, on a page whose
 *     y grows downwards from 0 to 100
 */
record Glyph(List<List<Knot>> strokes) {

  /**
   * A point of a stroke.
   *
   * @param x to the right
   * @param y downwards
   * @param corner whether the stroke may turn sharply here
   */
  record Knot(double x, double y, boolean corner) {}

  /**
   * Parses the strokes of a glyph.
   *
   * @param strokes as {@code "x,y x,y! x,y | x,y x,y"}: a bar lifts the pen, an exclamation mark
   *     makes a corner
   * @return the glyph
   */
  static Glyph parse(String strokes) {
    return new Glyph(Arrays.stream(strokes.split(" \\| ")).map(Glyph::stroke).toList());
  }

  private static List<Knot> stroke(String knots) {
    return Arrays.stream(knots.split(" ")).map(Glyph::knot).toList();
  }

  private static Knot knot(String knot) {
    boolean corner = knot.endsWith("!");
    String[] xy = knot.replace("!", "").split(",");
    return new Knot(Double.parseDouble(xy[0]), Double.parseDouble(xy[1]), corner);
  }
}
