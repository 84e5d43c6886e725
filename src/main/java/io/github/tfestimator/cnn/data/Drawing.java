package io.github.tfestimator.cnn.data;

import java.util.List;

/**
 * One image, drawn with a round pen and laid out as MNIST's are: fitted into a box of 20x20 pixels,
 * and the box moved by whole pixels until its center of mass is in the middle of 28x28.
 */
final class Drawing {
  /** Height and width of an image. */
  static final int SIZE = 28;

  private static final int BOX = 20;

  private final double radius;
  private final double edge;
  private final double[] ink = new double[BOX * BOX];

  /**
   * Creates an empty drawing.
   *
   * @param radius half the width of the pen's strokes, in pixels
   * @param edge the width of the gray edge of a stroke, in pixels; 1 is merely anti-aliased
   */
  Drawing(double radius, double edge) {
    this.radius = radius;
    this.edge = edge;
  }

  /**
   * Draws strokes, made as large as the box allows.
   *
   * @param strokes lines through points, in any unit
   */
  void draw(List<List<Point>> strokes) {
    var x = strokes.stream().flatMap(List::stream).mapToDouble(Point::x).summaryStatistics();
    var y = strokes.stream().flatMap(List::stream).mapToDouble(Point::y).summaryStatistics();
    double extent = Math.max(x.getMax() - x.getMin(), y.getMax() - y.getMin());
    double scale = (BOX - 2 * radius) / extent;
    double left = BOX / 2.0 - scale * (x.getMin() + x.getMax()) / 2;
    double top = BOX / 2.0 - scale * (y.getMin() + y.getMax()) / 2;
    for (List<Point> stroke : strokes) {
      List<Point> fitted =
          stroke.stream().map(p -> new Point(left + scale * p.x(), top + scale * p.y())).toList();
      for (int i = 1; i < fitted.size(); i++) {
        line(fitted.get(i - 1), fitted.get(i));
      }
    }
  }

  private void line(Point a, Point b) {
    double reach = radius + edge / 2;
    int left = (int) Math.max(0, Math.min(a.x(), b.x()) - reach);
    int right = (int) Math.min(BOX - 1, Math.max(a.x(), b.x()) + reach);
    int top = (int) Math.max(0, Math.min(a.y(), b.y()) - reach);
    int bottom = (int) Math.min(BOX - 1, Math.max(a.y(), b.y()) + reach);
    for (int row = top; row <= bottom; row++) {
      for (int column = left; column <= right; column++) {
        double distance = distance(column + 0.5, row + 0.5, a, b);
        double covered = clamp((reach - distance) / edge, 1);
        int pixel = row * BOX + column;
        ink[pixel] = Math.max(ink[pixel], covered);
      }
    }
  }

  /** From (x, y) to the nearest point of the line from a to b. */
  private static double distance(double x, double y, Point a, Point b) {
    double dx = b.x() - a.x();
    double dy = b.y() - a.y();
    double along = clamp(((x - a.x()) * dx + (y - a.y()) * dy) / (dx * dx + dy * dy), 1);
    double awayX = x - a.x() - along * dx;
    double awayY = y - a.y() - along * dy;
    return Math.sqrt(awayX * awayX + awayY * awayY);
  }

  /**
   * {@return the drawing, scaled and centered: {@link #SIZE} rows of as many pixels, from 0 (no
   * ink) to 255}
   */
  byte[] centered() {
    double mass = 0;
    double right = 0;
    double down = 0;
    for (int pixel = 0; pixel < ink.length; pixel++) {
      mass += ink[pixel];
      right += ink[pixel] * (pixel % BOX + 0.5);
      down += ink[pixel] * (pixel / BOX + 0.5);
    }
    int left = margin(right / mass);
    int top = margin(down / mass);
    byte[] pixels = new byte[SIZE * SIZE];
    for (int pixel = 0; pixel < ink.length; pixel++) {
      int row = top + pixel / BOX;
      int column = left + pixel % BOX;
      pixels[row * SIZE + column] = (byte) Math.round(255 * ink[pixel]);
    }
    return pixels;
  }

  private static int margin(double centerOfMass) {
    return (int) clamp(Math.round(SIZE / 2.0 - centerOfMass), SIZE - BOX);
  }

  private static double clamp(double value, double max) {
    return Math.max(0, Math.min(max, value));
  }
}
