package io.github.tfestimator.cnn.image;

import java.util.Arrays;

/** Blurs of planes. The borders' values go on outside. */
final class Blur {
  private Blur() {}

  /** Blurs as a lens out of focus does, about. */
  static Plane gaussian(Plane plane, double sigma) {
    int radius = (int) Math.ceil(3 * sigma);
    var weights = new double[2 * radius + 1];
    double sum = 0;
    for (int i = 0; i < weights.length; i++) {
      weights[i] = Math.exp(-Math.pow((i - radius) / sigma, 2) / 2);
      sum += weights[i];
    }
    for (int i = 0; i < weights.length; i++) {
      weights[i] /= sum;
    }
    return along(along(plane, weights, 1, 0), weights, 0, 1);
  }

  /** Blurs as a camera that moves across does, or up. */
  static Plane motion(Plane plane, int length, boolean isAcross) {
    var weights = new double[length];
    Arrays.fill(weights, 1.0 / length);
    return isAcross ? along(plane, weights, 1, 0) : along(plane, weights, 0, 1);
  }

  private static Plane along(Plane plane, double[] weights, int dx, int dy) {
    int radius = weights.length / 2;
    int right = plane.width() - 1;
    int bottom = plane.height() - 1;
    float[] values = plane.values();
    return Plane.of(
        plane.width(),
        plane.height(),
        (x, y) -> {
          double sum = 0;
          for (int i = 0; i < weights.length; i++) {
            int column = Math.min(Math.max(x + dx * (i - radius), 0), right);
            int row = Math.min(Math.max(y + dy * (i - radius), 0), bottom);
            sum += weights[i] * values[row * plane.width() + column];
          }
          return sum;
        });
  }
}
