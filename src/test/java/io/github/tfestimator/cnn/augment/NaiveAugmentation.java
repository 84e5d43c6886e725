package io.github.tfestimator.cnn.augment;

import java.util.Map;

/**
 * Augmentation of one image by its definition, in plain loops and doubles.
 *
 * @param height rows
 * @param width columns
 * @param channels numbers of a pixel
 * @param draws the random numbers of the image, by name; a kind without any changes nothing
 */
record NaiveAugmentation(int height, int width, int channels, Map<String, double[]> draws) {

  double[] of(double[] image) {
    double[] moved = new double[image.length];
    double[][] matrix = placesMatrix();
    for (int i = 0; i < height; i++) {
      for (int j = 0; j < width; j++) {
        double u = j - (width - 1) / 2.0;
        double v = i - (height - 1) / 2.0;
        double x = (width - 1) / 2.0 + matrix[0][0] * u + matrix[0][1] * v + moves("x", i, j);
        double y = (height - 1) / 2.0 + matrix[1][0] * u + matrix[1][1] * v + moves("y", i, j);
        for (int c = 0; c < channels; c++) {
          moved[at(i, j, c)] = interpolated(image, y, x, c);
        }
      }
    }
    return colored(thickened(moved));
  }

  /** The inverse of what is done to the image: scale, shear, then rotation, after a flip. */
  private double[][] placesMatrix() {
    double angle = draw("rotation", 0);
    double[][] flip = {{draw("flip", 1) < 0 ? -1 : 1, 0}, {0, 1}};
    double[][] scale = {{1 / draw("scale_x", 1), 0}, {0, 1 / draw("scale_y", 1)}};
    double[][] shear = {{1, -draw("shear", 0)}, {0, 1}};
    double[][] rotation = {{Math.cos(angle), Math.sin(angle)}, {-Math.sin(angle), Math.cos(angle)}};
    return product(product(flip, scale), product(shear, rotation));
  }

  private static double[][] product(double[][] a, double[][] b) {
    double[][] product = new double[2][2];
    for (int i = 0; i < 2; i++) {
      for (int j = 0; j < 2; j++) {
        product[i][j] = a[i][0] * b[0][j] + a[i][1] * b[1][j];
      }
    }
    return product;
  }

  private double moves(String axis, int row, int column) {
    double moves = draw("shift_" + axis, 0) + Math.floor(draw("crop_" + axis, 0));
    double[] noise = draws.get("elastic_" + axis);
    if (noise == null) {
      return moves;
    }
    double sum = 0;
    double rowSquares = 0;
    double columnSquares = 0;
    for (int i = 0; i < height; i++) {
      double ofRow = Math.exp(-Math.pow((i - row) / (height / 7.0), 2) / 2);
      rowSquares += ofRow * ofRow;
      columnSquares = 0;
      for (int j = 0; j < width; j++) {
        double ofColumn = Math.exp(-Math.pow((j - column) / (width / 7.0), 2) / 2);
        columnSquares += ofColumn * ofColumn;
        sum += ofRow * ofColumn * noise[i * width + j];
      }
    }
    return moves + sum / Math.sqrt(rowSquares * columnSquares);
  }

  private double interpolated(double[] image, double y, double x, int channel) {
    int top = (int) Math.floor(y);
    int left = (int) Math.floor(x);
    double sum = 0;
    for (int i = top; i <= top + 1; i++) {
      for (int j = left; j <= left + 1; j++) {
        if (i >= 0 && i < height && j >= 0 && j < width) {
          sum += image[at(i, j, channel)] * (1 - Math.abs(y - i)) * (1 - Math.abs(x - j));
        }
      }
    }
    return sum;
  }

  private double[] thickened(double[] image) {
    double thickness = draw("thickness", 0);
    double[] result = image.clone();
    for (int i = 0; i < height; i++) {
      for (int j = 0; j < width; j++) {
        for (int c = 0; c < channels; c++) {
          double most = image[at(i, j, c)];
          for (int k = Math.max(0, i - 1); k <= Math.min(height - 1, i + 1); k++) {
            for (int l = Math.max(0, j - 1); l <= Math.min(width - 1, j + 1); l++) {
              double other = image[at(k, l, c)];
              most = thickness > 0 ? Math.max(most, other) : Math.min(most, other);
            }
          }
          double part = Math.abs(thickness);
          result[at(i, j, c)] = (1 - part) * image[at(i, j, c)] + part * most;
        }
      }
    }
    return result;
  }

  private double[] colored(double[] image) {
    if (!draws.containsKey("contrast")) {
      return image;
    }
    double[] result = image.clone();
    double mean = mean(image, 0, image.length);
    for (int k = 0; k < result.length; k++) {
      result[k] = mean + draw("contrast", 1) * (image[k] - mean);
    }
    for (int pixel = 0; pixel < result.length; pixel += channels) {
      double gray = mean(result, pixel, pixel + channels);
      for (int k = pixel; k < pixel + channels; k++) {
        double saturated = gray + draw("saturation", 1) * (result[k] - gray);
        result[k] = Math.min(1, Math.max(0, saturated + draw("brightness", 0)));
      }
    }
    return result;
  }

  private static double mean(double[] values, int from, int to) {
    double sum = 0;
    for (int k = from; k < to; k++) {
      sum += values[k];
    }
    return sum / (to - from);
  }

  private double draw(String name, double neutral) {
    return draws.containsKey(name) ? draws.get(name)[0] : neutral;
  }

  private int at(int row, int column, int channel) {
    return (row * width + column) * channels + channel;
  }
}
