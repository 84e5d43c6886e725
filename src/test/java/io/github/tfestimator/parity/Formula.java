package io.github.tfestimator.parity;

import io.github.tfestimator.Rows;
import io.github.tfestimator.cnn.CnnParams;
import io.github.tfestimator.cnn.data.Images;
import io.github.tfestimator.input.Batch;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.ndarray.Shape;

/** Weights and images that {@code scripts/parity/model.py} computes too. */
final class Formula {
  static final List<String> VARIABLES =
      List.of(
          "conv2d/kernel",
          "conv2d/bias",
          "conv2d_1/kernel",
          "conv2d_1/bias",
          "dense/kernel",
          "dense/bias",
          "dense_1/kernel",
          "dense_1/bias");

  private static final int PIXELS = 784;

  private Formula() {}

  /** The variables' shapes, by name, in the order of {@link #VARIABLES}. */
  static Map<String, Shape> shapes(CnnParams params) {
    int c1 = params.convFilters().get(0);
    int c2 = params.convFilters().get(1);
    int units = params.denseUnits().get(0);
    var all =
        List.of(
            Shape.of(5, 5, 1, c1),
            Shape.of(c1),
            Shape.of(5, 5, c1, c2),
            Shape.of(c2),
            Shape.of(49 * c2, units),
            Shape.of(units),
            Shape.of(units, 10),
            Shape.of(10));
    Map<String, Shape> shapes = new LinkedHashMap<>();
    for (int v = 0; v < all.size(); v++) {
      shapes.put(VARIABLES.get(v), all.get(v));
    }
    return shapes;
  }

  /** Spread evenly over Glorot's limits, biases over -0.1 to 0.1; row-major. */
  static float[] weight(String name, Shape shape) {
    double limit = shape.numDimensions() > 1 ? glorotLimit(shape) : 0.1;
    float[] weight = new float[(int) shape.size()];
    for (int i = 0; i < weight.length; i++) {
      double unit = hash(VARIABLES.indexOf(name), i) / 0x1p32 * 2 - 1;
      weight[i] = (float) (unit * limit);
    }
    return weight;
  }

  private static double glorotLimit(Shape shape) {
    int last = shape.numDimensions() - 1;
    long window = shape.take(last - 1).size();
    return Math.sqrt(6.0 / (window * shape.get(last - 1) + window * shape.get(last)));
  }

  /** Stripes whose direction is the label's, in gray noise, on black. */
  static byte[] image(int k) {
    int digit = label(k);
    long shift = hash(100 + k, PIXELS) % 28;
    byte[] pixels = new byte[PIXELS];
    for (int p = 0; p < PIXELS; p++) {
      boolean inked = (p / 28 * digit + p % 28 * (9 - digit) + shift) % 28 < 8;
      pixels[p] = inked ? (byte) (128 + hash(100 + k, p) % 128) : 0;
    }
    return pixels;
  }

  static Images images(int first, int count) {
    byte[] all = new byte[count * PIXELS];
    for (int k = 0; k < count; k++) {
      System.arraycopy(image(first + k), 0, all, k * PIXELS, PIXELS);
    }
    return Images.of(28, 28, all);
  }

  static int label(int k) {
    return k % 10;
  }

  /** Images first to first + count - 1, scaled, with their labels. */
  static Batch batch(int first, int count) {
    int[] labels = new int[count];
    for (int k = 0; k < count; k++) {
      labels[k] = label(first + k);
    }
    return batch(images(first, count), labels);
  }

  /** Scaled to 0 to 1. */
  static Batch batch(Images images, int[] labels) {
    byte[] pixels = images.pixels();
    float[] x = new float[pixels.length];
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) ((pixels[i] & 0xff) * (1.0 / 255));
    }
    return Rows.batch(x, labels);
  }

  /** 32 bits, of a stream and a place in it: the mixing of MurmurHash3's end. */
  static long hash(int stream, int i) {
    int h = i * 0x9E3779B1 + (stream + 1) * 0x85EBCA77;
    h ^= h >>> 16;
    h *= 0x85EBCA6B;
    h ^= h >>> 13;
    h *= 0xC2B2AE35;
    h ^= h >>> 16;
    return Integer.toUnsignedLong(h);
  }
}
