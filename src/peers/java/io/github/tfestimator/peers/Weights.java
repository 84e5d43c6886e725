package io.github.tfestimator.peers;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * The network's weights in TensorFlow's layout: convolutions [height, width, in, out], dense layers
 * [in, out], of which the first takes images flattened row by row, channels last.
 *
 * @param byName such as {@code conv2d/kernel}
 */
record Weights(Map<String, float[]> byName) {
  private static final String FILE = "weights.bin";

  /** Draws the weights that a training begins with: Glorot's uniform ones, and biases of 0. */
  static Weights glorot(long seed) {
    var random = new Random(seed);
    int window = Sizes.WINDOW * Sizes.WINDOW;
    Map<String, float[]> weights = new TreeMap<>();
    draw(weights, "conv2d", window, 1, Sizes.FILTERS1, random);
    draw(weights, "conv2d_1", window, Sizes.FILTERS1, Sizes.FILTERS2, random);
    draw(weights, "dense", 1, Sizes.FLAT, Sizes.UNITS, random);
    draw(weights, "dense_1", 1, Sizes.UNITS, Sizes.CLASSES, random);
    return new Weights(weights);
  }

  private static void draw(
      Map<String, float[]> weights, String layer, int window, int in, int out, Random random) {
    double limit = Math.sqrt(6.0 / (window * (in + out)));
    float[] kernel = new float[window * in * out];
    for (int i = 0; i < kernel.length; i++) {
      kernel[i] = (float) ((2 * random.nextDouble() - 1) * limit);
    }
    weights.put(layer + "/kernel", kernel);
    weights.put(layer + "/bias", new float[out]);
  }

  /** Puts them where processes find them that have no TensorFlow. */
  void write(Path folder) {
    try (var file = Files.newOutputStream(folder.resolve(FILE));
        var out = new DataOutputStream(new BufferedOutputStream(file))) {
      for (var weight : byName.entrySet()) {
        out.writeUTF(weight.getKey());
        out.writeInt(weight.getValue().length);
        for (float value : weight.getValue()) {
          out.writeFloat(value);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(
          "The weights can't be written to %s: %s".formatted(folder, e), e);
    }
  }

  static Weights read(Path folder) {
    Map<String, float[]> weights = new TreeMap<>();
    try (var in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(folder.resolve(FILE))))) {
      while (in.available() > 0) {
        String name = in.readUTF();
        float[] values = new float[in.readInt()];
        for (int i = 0; i < values.length; i++) {
          values[i] = in.readFloat();
        }
        weights.put(name, values);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(
          "The weights can't be read from %s: %s".formatted(folder, e), e);
    }
    return new Weights(weights);
  }

  /** A layer's bias, which has the same layout everywhere. */
  float[] bias(String layer) {
    return get(layer + "/bias");
  }

  /** A layer's kernel as it is. */
  float[] kernel(String layer) {
    return get(layer + "/kernel");
  }

  /** A convolution's kernel as [out, in, height, width]. */
  float[] kernelChannelsFirst(String layer, int in, int out) {
    return reversed(kernel(layer), Sizes.WINDOW * Sizes.WINDOW, in, out);
  }

  /** The first dense layer's kernel for images flattened channels first, as [out, in]. */
  float[] denseChannelsFirst() {
    return reversed(kernel("dense"), Sizes.FLAT / Sizes.FILTERS2, Sizes.FILTERS2, Sizes.UNITS);
  }

  /** The last layer's kernel as [out, in]. */
  float[] logitsOutFirst() {
    return reversed(kernel("dense_1"), 1, Sizes.UNITS, Sizes.CLASSES);
  }

  /** A row-major array with its axes reversed. */
  private static float[] reversed(float[] values, int a, int b, int c) {
    float[] reversed = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      int x = i / c / b;
      int y = i / c % b;
      int z = i % c;
      reversed[(z * b + y) * a + x] = values[i];
    }
    return reversed;
  }

  private float[] get(String name) {
    float[] values = byName.get(name);
    if (values == null) {
      throw new IllegalStateException(
          "There is no variable '%s' among %s: is the SavedModel of the tutorial's network?"
              .formatted(name, byName.keySet()));
    }
    return values;
  }
}
