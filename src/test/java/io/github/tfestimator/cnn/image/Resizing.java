package io.github.tfestimator.cnn.image;

import java.util.Arrays;

/** Resizing of planes: by averages of areas if it shrinks them, bicubically if not. */
final class Resizing {
  private Resizing() {}

  static Plane resize(Plane plane, int width, int height) {
    return transposed(stretched(transposed(stretched(plane, width)), height));
  }

  private static Plane transposed(Plane plane) {
    return Plane.of(plane.height(), plane.width(), (x, y) -> plane.at(y, x));
  }

  private static Plane stretched(Plane plane, int width) {
    var weights = new double[width][];
    var starts = new int[width];
    double step = (double) plane.width() / width;
    for (int x = 0; x < width; x++) {
      if (step > 1) {
        starts[x] = (int) (x * step);
        weights[x] = shares(x * step, (x + 1) * step);
      } else {
        double place = (x + 0.5) * step - 0.5;
        starts[x] = (int) Math.floor(place) - 1;
        weights[x] = cubic(place - Math.floor(place));
      }
    }
    return Plane.of(
        width,
        plane.height(),
        (x, y) -> {
          double sum = 0;
          for (int i = 0; i < weights[x].length; i++) {
            int column = Math.min(Math.max(starts[x] + i, 0), plane.width() - 1);
            sum += weights[x][i] * plane.at(column, y);
          }
          return sum;
        });
  }

  /** The pixels' shares of an interval, from the one that holds its start. */
  private static double[] shares(double from, double to) {
    int first = (int) from;
    var shares = new double[(int) Math.ceil(to) - first];
    for (int i = 0; i < shares.length; i++) {
      shares[i] = (Math.min(to, first + i + 1) - Math.max(from, first + i)) / (to - from);
    }
    return shares;
  }

  /** Catmull-Rom's weights for a place between the second pixel of four and the third. */
  private static double[] cubic(double place) {
    var weights = new double[4];
    Arrays.setAll(weights, i -> cubicAt(Math.abs(i - 1 - place)));
    return weights;
  }

  private static double cubicAt(double distance) {
    if (distance < 1) {
      return (1.5 * distance - 2.5) * distance * distance + 1;
    }
    return distance < 2 ? ((2.5 - 0.5 * distance) * distance - 4) * distance + 2 : 0;
  }
}
