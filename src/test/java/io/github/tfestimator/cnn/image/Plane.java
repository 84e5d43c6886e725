package io.github.tfestimator.cnn.image;

import java.awt.Rectangle;
import java.util.function.DoubleUnaryOperator;

/**
 * A rectangle of numbers: ink from 0 to 1, or gray values from 0 to 255.
 *
 * @param values row after row
 */
record Plane(int width, int height, float[] values) {
  /** A number for each pixel. */
  interface Field {
    double at(int x, int y);
  }

  static Plane of(int width, int height, Field field) {
    var values = new float[width * height];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        values[y * width + x] = (float) field.at(x, y);
      }
    }
    return new Plane(width, height, values);
  }

  /** {@return the value, or 0 outside} */
  float at(int x, int y) {
    return x < 0 || y < 0 || x >= width || y >= height ? 0 : values[y * width + x];
  }

  /** {@return the value between pixels, bilinearly; (0.5, 0.5) is the middle of the first} */
  double between(double x, double y) {
    int left = (int) Math.floor(x - 0.5);
    int top = (int) Math.floor(y - 0.5);
    double right = x - 0.5 - left;
    double below = y - 0.5 - top;
    return (1 - below) * ((1 - right) * at(left, top) + right * at(left + 1, top))
        + below * ((1 - right) * at(left, top + 1) + right * at(left + 1, top + 1));
  }

  Plane map(DoubleUnaryOperator change) {
    return of(width, height, (x, y) -> change.applyAsDouble(at(x, y)));
  }

  Plane times(Plane other) {
    return of(width, height, (x, y) -> at(x, y) * other.at(x, y));
  }

  /** {@return the larger of each two} */
  Plane or(Field other) {
    return of(width, height, (x, y) -> Math.max(at(x, y), other.at(x, y)));
  }

  /** {@return the part from a place on; 0 outside} */
  Plane cut(int left, int top, int newWidth, int newHeight) {
    return of(newWidth, newHeight, (x, y) -> at(x + left, y + top));
  }

  /** {@return a square of this, resized, on an empty plane} */
  Plane placed(int newWidth, int newHeight, int left, int top, int side) {
    return Resizing.resize(this, side, side).cut(-left, -top, newWidth, newHeight);
  }

  /** {@return this, a quarter turned clockwise} */
  Plane turned() {
    return of(height, width, (x, y) -> at(y, height - 1 - x));
  }

  /** {@return this, turned around its center} */
  Plane tilted(double degrees) {
    double cos = Math.cos(Math.toRadians(degrees));
    double sin = Math.sin(Math.toRadians(degrees));
    double centerX = width / 2.0;
    double centerY = height / 2.0;
    return of(
        width,
        height,
        (x, y) -> {
          double dx = x + 0.5 - centerX;
          double dy = y + 0.5 - centerY;
          return between(centerX + cos * dx + sin * dy, centerY - sin * dx + cos * dy);
        });
  }

  /** {@return the smallest rectangle with all values above 0.5} */
  Rectangle box() {
    Rectangle box = null;
    for (int i = 0; i < values.length; i++) {
      if (values[i] > 0.5) {
        var pixel = new Rectangle(i % width, i / width, 1, 1);
        box = box == null ? pixel : box.union(pixel);
      }
    }
    return box == null ? new Rectangle(0, 0, width, height) : box;
  }
}
