package io.github.tfestimator.cnn.image;

/**
 * Digits drawn anew with a pen of another width: thinned to lines by the rules of T. Zhang and C.
 * Suen, <a href="https://doi.org/10.1145/357994.358023">A fast parallel algorithm for thinning
 * digital patterns</a>, which a round pen then follows.
 */
final class PenStrokes {
  /** A pixel's neighbors, from above it on, clockwise. */
  private static final int[] DX = {0, 1, 1, 1, 0, -1, -1, -1};

  private static final int[] DY = {-1, -1, 0, 1, 1, 1, 0, -1};

  private final int width;
  private final int height;
  private final boolean[] line;

  private PenStrokes(Plane ink) {
    width = ink.width();
    height = ink.height();
    line = new boolean[width * height];
    for (int i = 0; i < line.length; i++) {
      line[i] = ink.values()[i] > 0.5;
    }
    while (thin(0) | thin(1)) {
      // Until nothing changes.
    }
  }

  /** Draws the ink's lines with a pen of a diameter. */
  static Plane draw(Plane ink, double diameter) {
    return new PenStrokes(ink).drawn(diameter / 2);
  }

  private boolean thin(int phase) {
    var removed = new boolean[line.length];
    boolean isChanged = false;
    for (int i = 0; i < line.length; i++) {
      if (line[i] && isRemovable(i % width, i / width, phase)) {
        removed[i] = true;
        isChanged = true;
      }
    }
    for (int i = 0; i < line.length; i++) {
      line[i] &= !removed[i];
    }
    return isChanged;
  }

  private boolean isRemovable(int x, int y, int phase) {
    var near = new boolean[8];
    int count = 0;
    for (int i = 0; i < 8; i++) {
      near[i] = at(x + DX[i], y + DY[i]);
      count += near[i] ? 1 : 0;
    }
    int starts = 0;
    for (int i = 0; i < 8; i++) {
      starts += !near[i] && near[(i + 1) % 8] ? 1 : 0;
    }
    boolean isEdge =
        phase == 0
            ? !(near[0] && near[2] && near[4]) && !(near[2] && near[4] && near[6])
            : !(near[0] && near[2] && near[6]) && !(near[0] && near[4] && near[6]);
    return count >= 2 && count <= 6 && starts == 1 && isEdge;
  }

  private boolean at(int x, int y) {
    return x >= 0 && y >= 0 && x < width && y < height && line[y * width + x];
  }

  private Plane drawn(double radius) {
    var drawn = new float[line.length];
    int reach = (int) Math.ceil(radius + 0.5);
    for (int i = 0; i < line.length; i++) {
      if (line[i]) {
        for (int y = Math.max(0, i / width - reach);
            y < Math.min(height, i / width + reach + 1);
            y++) {
          for (int x = Math.max(0, i % width - reach);
              x < Math.min(width, i % width + reach + 1);
              x++) {
            double ink = radius + 0.5 - Math.hypot(x - i % width, y - i / width);
            drawn[y * width + x] = (float) Math.max(drawn[y * width + x], Math.min(1, ink));
          }
        }
      }
    }
    return new Plane(width, height, drawn);
  }
}
