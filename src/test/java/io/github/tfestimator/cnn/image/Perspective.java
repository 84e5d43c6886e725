package io.github.tfestimator.cnn.image;

import java.awt.geom.Point2D;
import java.util.List;

/**
 * A projection of a plane onto a quadrilateral, as a camera sees a sheet of paper.
 *
 * <p>P. Heckbert, <a href="https://www2.eecs.berkeley.edu/Pubs/TechRpts/1989/5504.html">
 * Fundamentals of Texture Mapping and Image Warping</a>, 2.2.3.
 */
final class Perspective {
  /** From a place in the image to one in the unit square, in homogeneous coordinates. */
  private final double[] inverse;

  /**
   * Creates a projection.
   *
   * @param corners where the plane's corners go: top left, top right, bottom right, bottom left
   */
  Perspective(List<Point2D> corners) {
    double[] x = corners.stream().mapToDouble(Point2D::getX).toArray();
    double[] y = corners.stream().mapToDouble(Point2D::getY).toArray();
    double sumX = x[0] - x[1] + x[2] - x[3];
    double sumY = y[0] - y[1] + y[2] - y[3];
    double determinant = (x[1] - x[2]) * (y[3] - y[2]) - (x[3] - x[2]) * (y[1] - y[2]);
    double g = (sumX * (y[3] - y[2]) - (x[3] - x[2]) * sumY) / determinant;
    double h = ((x[1] - x[2]) * sumY - sumX * (y[1] - y[2])) / determinant;
    double a = x[1] - x[0] + g * x[1];
    double b = x[3] - x[0] + h * x[3];
    double d = y[1] - y[0] + g * y[1];
    double e = y[3] - y[0] + h * y[3];
    inverse =
        new double[] {
          e - y[0] * h, x[0] * h - b, b * y[0] - x[0] * e,
          y[0] * g - d, a - x[0] * g, x[0] * d - a * y[0],
          d * h - e * g, b * g - a * h, a * e - b * d
        };
  }

  /** Projects a plane; 0 beside it. */
  Plane project(Plane plane, int width, int height) {
    return Plane.of(
        width,
        height,
        (x, y) -> {
          double scale = at(6, x, y);
          double u = at(0, x, y) / scale;
          double v = at(3, x, y) / scale;
          return plane.between(u * plane.width(), v * plane.height());
        });
  }

  private double at(int row, int x, int y) {
    return inverse[row] * (x + 0.5) + inverse[row + 1] * (y + 0.5) + inverse[row + 2];
  }
}
