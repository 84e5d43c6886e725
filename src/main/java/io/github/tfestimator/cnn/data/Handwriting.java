package io.github.tfestimator.cnn.data;

import io.github.tfestimator.cnn.data.Glyph.Knot;
import java.util.ArrayList;
import java.util.List;

/** A hand that writes glyphs, each hand in its own way. Its page goes from -1 to 1. */
final class Handwriting {
  private static final int LINES_PER_CURVE = 6;

  private final DigitRandom random;
  private final double jitter;
  private final double bend;
  private final double taper;
  private final double waist;
  private final double width;
  private final double lean;
  private final double sine;
  private final double cosine;

  /**
   * Makes up a hand. The ranges were found by trial: a network trained on digits drawn with wider
   * ones reads more of MNIST, until the digits turn into one another.
   *
   * @param random decides what the hand is like, and later where it slips
   */
  Handwriting(DigitRandom random) {
    this.random = random;
    jitter = random.between(0.03, 0.1);
    bend = random.about0(0.15);
    taper = random.about0(0.2);
    waist = random.about0(0.15);
    width = random.between(0.6, 1.3);
    lean = 0.2 + random.about0(0.3);
    double angle = random.about0(0.15);
    // Not Math's, whose last bits the JVM may choose.
    sine = StrictMath.sin(angle);
    cosine = StrictMath.cos(angle);
  }

  /**
   * Writes a glyph by hand.
   *
   * @param glyph the glyph to write
   * @return the glyph's strokes, as points so close that straight lines between them look like
   *     curves
   */
  List<List<Point>> write(Glyph glyph) {
    List<List<Point>> strokes = new ArrayList<>();
    for (List<Knot> stroke : glyph.strokes()) {
      List<Point> points = new ArrayList<>();
      for (Knot knot : stroke) {
        points.add(place(knot));
      }
      strokes.add(smooth(stroke, points));
    }
    return strokes;
  }

  private Point place(Knot knot) {
    double x = knot.x() / 50 - 1 + random.about0(jitter);
    double y = knot.y() / 50 - 1 + random.about0(jitter);
    double slanted = x * (1 - taper * y) * width + bend * y * y - lean * y;
    double stretched = y + waist * (1 - y * y);
    return new Point(cosine * slanted - sine * stretched, sine * slanted + cosine * stretched);
  }

  /** A Catmull-Rom curve through the points, begun anew at each corner. */
  private static List<Point> smooth(List<Knot> knots, List<Point> points) {
    List<Point> curve = new ArrayList<>(List.of(points.get(0)));
    int last = points.size() - 1;
    for (int i = 0; i < last; i++) {
      Point from = points.get(i);
      Point to = points.get(i + 1);
      Point before = i == 0 || knots.get(i).corner() ? from : points.get(i - 1);
      Point after = i + 1 == last || knots.get(i + 1).corner() ? to : points.get(i + 2);
      for (int line = 1; line <= LINES_PER_CURVE; line++) {
        double t = (double) line / LINES_PER_CURVE;
        curve.add(
            new Point(
                catmullRom(before.x(), from.x(), to.x(), after.x(), t),
                catmullRom(before.y(), from.y(), to.y(), after.y(), t)));
      }
    }
    return curve;
  }

  private static double catmullRom(double a, double b, double c, double d, double t) {
    return b + t / 2 * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)));
  }
}
