package io.github.tfestimator.cnn.image;

import java.util.random.RandomGenerator;

/** The light that falls on a sheet: about 1, less in the shadow. */
final class Light {
  private Light() {}

  /** Light that grows to one side by a share of itself. */
  static Plane gradient(int width, int height, double strength, RandomGenerator random) {
    double angle = random.nextDouble(2 * Math.PI);
    double bend = 0.4 * random.nextDouble(-1, 1);
    return Plane.of(
        width,
        height,
        (x, y) -> {
          double right = (double) x / width - 0.5;
          double down = (double) y / height - 0.5;
          double slope = Math.cos(angle) * right + Math.sin(angle) * down;
          return 1 + strength * (slope + bend * (right * right + down * down));
        });
  }

  /** A shadow with a straight edge through the middle part, hard or soft. */
  static Plane shadow(int width, int height, double depth, RandomGenerator random) {
    double angle = random.nextDouble(2 * Math.PI);
    double centerX = width * random.nextDouble(0.3, 0.7);
    double centerY = height * random.nextDouble(0.3, 0.7);
    double softness = random.nextDouble(0.005, 0.05) * Math.max(width, height);
    return Plane.of(
        width,
        height,
        (x, y) -> {
          double distance = Math.cos(angle) * (x - centerX) + Math.sin(angle) * (y - centerY);
          return 1 - depth / (1 + Math.exp(-distance / softness));
        });
  }

  /** A bright spot: 1 in its middle, 0 far away. */
  static Plane spot(int width, int height, double centerX, double centerY, double radius) {
    return Plane.of(
        width,
        height,
        (x, y) -> {
          double distance = Math.hypot(x - centerX, y - centerY) / radius;
          return Math.exp(-distance * distance / 2);
        });
  }
}
