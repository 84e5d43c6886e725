package io.github.tfestimator.peers;

import java.util.Random;

/**
 * The recipe's augmentation for libraries that have none: each image is moved by up to 2 pixels
 * along each axis, interpolated bilinearly, with zeros around it.
 */
final class ShiftAugmentation {
  private static final double MAX_PIXELS = 2;

  private final Random random;

  ShiftAugmentation(Random random) {
    this.random = random;
  }

  /** Moves each image of a batch, [batch, 784], in place, by a distance of its own. */
  void shift(float[] images) {
    float[] moved = new float[Sizes.WIDTH];
    for (int first = 0; first < images.length; first += Sizes.WIDTH) {
      move(images, first, distance(), distance(), moved);
      System.arraycopy(moved, 0, images, first, Sizes.WIDTH);
    }
  }

  private double distance() {
    return (2 * random.nextDouble() - 1) * MAX_PIXELS;
  }

  /** Sets each pixel to the value that an image has so far to the right of it and below it. */
  static void move(float[] images, int first, double right, double below, float[] moved) {
    int columns = (int) Math.floor(right);
    int rows = (int) Math.floor(below);
    float x = (float) (right - columns);
    float y = (float) (below - rows);
    for (int row = 0; row < Sizes.SIDE; row++) {
      for (int column = 0; column < Sizes.SIDE; column++) {
        int r = row + rows;
        int c = column + columns;
        float above = (1 - x) * pixel(images, first, r, c) + x * pixel(images, first, r, c + 1);
        float under =
            (1 - x) * pixel(images, first, r + 1, c) + x * pixel(images, first, r + 1, c + 1);
        moved[row * Sizes.SIDE + column] = (1 - y) * above + y * under;
      }
    }
  }

  private static float pixel(float[] images, int first, int row, int column) {
    boolean isInside = row >= 0 && row < Sizes.SIDE && column >= 0 && column < Sizes.SIDE;
    return isInside ? images[first + row * Sizes.SIDE + column] : 0;
  }
}
