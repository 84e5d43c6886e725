package io.github.tfestimator.cnn.image;

import java.awt.geom.Point2D;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** A camera before a sheet with a digit; 640x480 pixels, the digit filling the frame. */
final class Photo {
  /** The part of MNIST's 28 pixels that a digit fills. */
  private static final double DIGIT = 20 / 28.0;

  private int width = 640;
  private int height = 480;
  private double share = 0.9;
  private double offCenter;
  private double jitter = 0.03;
  private double shadow;
  private double gradient = 0.15;
  private double paper = 225;
  private double ink = 50;
  private double blur = 1;
  private double quality = 0.85;

  Photo size(int newWidth, int newHeight) {
    width = newWidth;
    height = newHeight;
    return this;
  }

  /** Sets the part of the frame's shorter side that the digit takes. */
  Photo share(double newShare) {
    share = newShare;
    return this;
  }

  /** Sets the distance from the center that the digit may have, of what the frame allows. */
  Photo offCenter(double most) {
    offCenter = most;
    return this;
  }

  /** Sets the distance by which the perspective moves the sheet's corners. */
  Photo jitter(double most) {
    jitter = most;
    return this;
  }

  Photo shadow(double depth) {
    shadow = depth;
    return this;
  }

  Photo gradient(double strength) {
    gradient = strength;
    return this;
  }

  Photo colors(double newPaper, double newInk) {
    paper = newPaper;
    ink = newInk;
    return this;
  }

  Photo blur(double sigma) {
    blur = sigma;
    return this;
  }

  Photo quality(double newQuality) {
    quality = newQuality;
    return this;
  }

  /** Takes the photo of a digit: a JPEG. */
  byte[] of(DrawnDigit digit) {
    return develop(gray(digit), digit.random());
  }

  /** The light that comes from the sheet. Light ink is chalk on a board. */
  Plane gray(DrawnDigit digit) {
    var random = digit.random();
    double room = Math.min(width, height) * share;
    double side = room / DIGIT;
    double centerX = (width + random.nextDouble(-1, 1) * offCenter * (width - room)) / 2;
    double centerY = (height + random.nextDouble(-1, 1) * offCenter * (height - room)) / 2;
    List<Point2D> corners = new ArrayList<>();
    for (int[] corner : new int[][] {{-1, -1}, {1, -1}, {1, 1}, {-1, 1}}) {
      double x = corner[0] / 2.0 + random.nextDouble(-1, 1) * jitter;
      double y = corner[1] / 2.0 + random.nextDouble(-1, 1) * jitter;
      corners.add(new Point2D.Double(centerX + x * side, centerY + y * side));
    }
    Plane projected = new Perspective(corners).project(digit.ink(), width, height);
    double sheet = digit.isLight() ? 60 : paper;
    double pen = digit.isLight() ? 220 : ink;
    Plane gray =
        projected
            .map(v -> sheet * (1 - v) + pen * v)
            .times(Light.gradient(width, height, gradient, random));
    return shadow == 0 ? gray : gray.times(Light.shadow(width, height, shadow, random));
  }

  /** Makes a JPEG of the light: blurred, warm in color, with noise of 3 levels. */
  byte[] develop(Plane gray, RandomGenerator random) {
    Plane blurred = Blur.gaussian(gray, blur);
    double green = random.nextDouble(0.94, 1);
    double blue = random.nextDouble(0.82, 0.98);
    return EncodedDigits.jpeg(
        List.of(
            blurred.map(v -> v + 3 * random.nextGaussian()),
            blurred.map(v -> green * v + 3 * random.nextGaussian()),
            blurred.map(v -> blue * v + 3 * random.nextGaussian())),
        quality);
  }
}
