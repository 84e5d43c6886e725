package io.github.tfestimator.cnn.report;

import io.github.tfestimator.checkpoint.CheckpointReader;
import java.awt.image.BufferedImage;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The filters of a first convolution: the kernel of one or three input channels.
 *
 * @param name the variable
 * @param shape height, width, channels, filters
 */
record FirstLayer(String name, List<Long> shape) {
  /** More filters than these are too small to see. */
  static final int MAX_FILTERS = 64;

  private static final int PER_ROW = 16;
  private static final int MAX_SIDE = 16;

  /** Finds the first convolution of a checkpoint, if it has one. */
  static Optional<FirstLayer> in(CheckpointReader checkpoint) {
    return Weights.names(checkpoint).stream()
        .filter(name -> isFirst(checkpoint.shapes().get(name)))
        .min(Comparator.comparingInt(String::length).thenComparing(Comparator.naturalOrder()))
        .map(name -> new FirstLayer(name, checkpoint.shapes().get(name)));
  }

  private static boolean isFirst(List<Long> shape) {
    return shape.size() == 4
        && (shape.get(2) == 1 || shape.get(2) == 3)
        && shape.get(0) <= MAX_SIDE;
  }

  int filters() {
    return (int) Math.min(MAX_FILTERS, shape.get(3));
  }

  /**
   * Draws the filters side by side. Those of one channel are blue where they are negative and
   * orange where they are positive; those of three are colors.
   */
  Markup image(CheckpointReader checkpoint, String alt) {
    float[] kernel = checkpoint.floats(name);
    int height = (int) (long) shape.get(0);
    int width = (int) (long) shape.get(1);
    int rows = (filters() + PER_ROW - 1) / PER_ROW;
    int columns = Math.min(PER_ROW, filters());
    var image =
        new BufferedImage(
            columns * (width + 1) + 1, rows * (height + 1) + 1, BufferedImage.TYPE_INT_RGB);
    for (int filter = 0; filter < filters(); filter++) {
      float largest = largest(kernel, filter);
      for (int i = 0; i < height * width; i++) {
        int x = filter % PER_ROW * (width + 1) + 1 + i % width;
        int y = filter / PER_ROW * (height + 1) + 1 + i / width;
        image.setRGB(x, y, color(kernel, filter, i, largest));
      }
    }
    return Markup.of(
        "<img class=\"pixels\" src=\"{}\" alt=\"{}\" width=\"{}\">",
        DataUri.png(image),
        alt,
        image.getWidth() * Math.max(1, 440 / image.getWidth()));
  }

  private float at(float[] kernel, int filter, int pixel, int channel) {
    int channels = (int) (long) shape.get(2);
    int filters = (int) (long) shape.get(3);
    return kernel[(pixel * channels + channel) * filters + filter];
  }

  private float largest(float[] kernel, int filter) {
    float largest = Float.MIN_NORMAL;
    int filters = (int) (long) shape.get(3);
    for (int i = filter; i < kernel.length; i += filters) {
      largest = Math.max(largest, Math.abs(kernel[i]));
    }
    return largest;
  }

  private int color(float[] kernel, int filter, int pixel, float largest) {
    if (shape.get(2) == 3) {
      int rgb = 0;
      for (int channel = 0; channel < 3; channel++) {
        rgb = rgb << 8 | Math.round(127.5f + 127.5f * at(kernel, filter, pixel, channel) / largest);
      }
      return rgb;
    }
    return Colors.diverging(at(kernel, filter, pixel, 0) / largest);
  }
}
