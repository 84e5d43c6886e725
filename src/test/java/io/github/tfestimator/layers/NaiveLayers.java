package io.github.tfestimator.layers;

import java.util.Arrays;

/**
 * Layers as their definitions read, in double precision and with a loop for each sum: what
 * TensorFlow is compared with. Arrays are row-major; images are [batch, side, side, channels].
 */
public final class NaiveLayers {
  private NaiveLayers() {}

  /**
   * Sizes of a convolution of stride 1 with zeros around: an odd window, [window, window, in, out].
   */
  public record Conv(int batch, int side, int in, int out, int window) {
    /** Visits every product of the sum: index into input, kernel and output. */
    void forEachProduct(Product product) {
      int edge = window / 2;
      for (int b = 0; b < batch; b++) {
        for (int row = 0; row < side; row++) {
          for (int column = 0; column < side; column++) {
            for (int dy = 0; dy < window; dy++) {
              for (int dx = 0; dx < window; dx++) {
                int y = row + dy - edge;
                int x = column + dx - edge;
                if (y >= 0 && y < side && x >= 0 && x < side) {
                  for (int i = 0; i < in; i++) {
                    for (int o = 0; o < out; o++) {
                      product.visit(
                          ((b * side + y) * side + x) * in + i,
                          ((dy * window + dx) * in + i) * out + o,
                          ((b * side + row) * side + column) * out + o);
                    }
                  }
                }
              }
            }
          }
        }
      }
    }
  }

  /** One product that a convolution adds up. */
  interface Product {
    /** Given the places of its factors and of its sum. */
    void visit(int input, int kernel, int output);
  }

  /** The gradients that a layer passes back. */
  public record Gradients(double[] input, double[] kernel, double[] bias) {}

  /** Cross-correlation plus bias. */
  public static double[] conv2d(Conv conv, double[] input, double[] kernel, double[] bias) {
    double[] output = repeat(bias, conv.batch() * conv.side() * conv.side());
    conv.forEachProduct((i, k, o) -> output[o] += input[i] * kernel[k]);
    return output;
  }

  /** The chain rule, product by product. */
  public static Gradients conv2dBack(
      Conv conv, double[] input, double[] kernel, double[] ofOutput) {
    double[] ofInput = new double[input.length];
    double[] ofKernel = new double[kernel.length];
    conv.forEachProduct(
        (i, k, o) -> {
          ofInput[i] += ofOutput[o] * kernel[k];
          ofKernel[k] += ofOutput[o] * input[i];
        });
    return new Gradients(ofInput, ofKernel, columnSums(ofOutput, conv.out()));
  }

  /** {@code max(x, 0)}. */
  public static double[] relu(double[] input) {
    return Arrays.stream(input).map(x -> Math.max(x, 0)).toArray();
  }

  /** Passes on what belongs to positive outputs. */
  public static double[] reluBack(double[] output, double[] ofOutput) {
    double[] ofInput = new double[output.length];
    for (int i = 0; i < output.length; i++) {
      ofInput[i] = output[i] > 0 ? ofOutput[i] : 0;
    }
    return ofInput;
  }

  /** For each window of 2x2 the place of its first largest value. */
  public static int[] maxPlaces(double[] input, int batch, int side, int channels) {
    int half = side / 2;
    int[] places = new int[batch * half * half * channels];
    for (int p = 0; p < places.length; p++) {
      int c = p % channels;
      int column = p / channels % half;
      int row = p / channels / half % half;
      int b = p / channels / half / half;
      int best = -1;
      for (int dy = 0; dy < 2; dy++) {
        for (int dx = 0; dx < 2; dx++) {
          int place = ((b * side + 2 * row + dy) * side + 2 * column + dx) * channels + c;
          if (best < 0 || input[place] > input[best]) {
            best = place;
          }
        }
      }
      places[p] = best;
    }
    return places;
  }

  /** The values at some places. */
  public static double[] gather(double[] input, int[] places) {
    return Arrays.stream(places).mapToDouble(place -> input[place]).toArray();
  }

  /** Puts values back to their places, zeros elsewhere. */
  public static double[] scatter(double[] values, int[] places, int size) {
    double[] scattered = new double[size];
    for (int i = 0; i < places.length; i++) {
      scattered[places[i]] += values[i];
    }
    return scattered;
  }

  /** {@code input * kernel + bias}, the kernel being [inputs, units]. */
  public static double[] dense(double[] input, double[] kernel, double[] bias) {
    int units = bias.length;
    int inputs = kernel.length / units;
    double[] output = repeat(bias, input.length / inputs);
    for (int o = 0; o < output.length; o++) {
      for (int i = 0; i < inputs; i++) {
        output[o] += input[o / units * inputs + i] * kernel[i * units + o % units];
      }
    }
    return output;
  }

  /** The chain rule for {@link #dense}. */
  public static Gradients denseBack(double[] input, double[] kernel, double[] ofOutput, int units) {
    int inputs = kernel.length / units;
    double[] ofInput = new double[input.length];
    double[] ofKernel = new double[kernel.length];
    for (int o = 0; o < ofOutput.length; o++) {
      for (int i = 0; i < inputs; i++) {
        ofInput[o / units * inputs + i] += ofOutput[o] * kernel[i * units + o % units];
        ofKernel[i * units + o % units] += ofOutput[o] * input[o / units * inputs + i];
      }
    }
    return new Gradients(ofInput, ofKernel, columnSums(ofOutput, units));
  }

  /** {@code exp(logit) / sum of exp(logits)}, row by row. */
  public static double[] softmax(double[] logits, int classes) {
    double[] probabilities = new double[logits.length];
    for (int i = 0; i < logits.length; i++) {
      double sum = 0;
      for (int c = 0; c < classes; c++) {
        sum += Math.exp(logits[i / classes * classes + c] - logits[i]);
      }
      probabilities[i] = 1 / sum;
    }
    return probabilities;
  }

  /** The mean of {@code -log(probability of the label)}. */
  public static double meanCrossEntropy(double[] probabilities, int[] labels) {
    int classes = probabilities.length / labels.length;
    double sum = 0;
    for (int i = 0; i < labels.length; i++) {
      sum -= Math.log(probabilities[i * classes + labels[i]]);
    }
    return sum / labels.length;
  }

  /** The gradient of {@link #meanCrossEntropy} with respect to the logits. */
  public static double[] meanCrossEntropyBack(double[] probabilities, int[] labels) {
    int classes = probabilities.length / labels.length;
    double[] ofLogits = probabilities.clone();
    for (int i = 0; i < labels.length; i++) {
      ofLogits[i * classes + labels[i]] -= 1;
    }
    return Arrays.stream(ofLogits).map(g -> g / labels.length).toArray();
  }

  private static double[] repeat(double[] bias, int times) {
    double[] repeated = new double[times * bias.length];
    for (int i = 0; i < repeated.length; i++) {
      repeated[i] = bias[i % bias.length];
    }
    return repeated;
  }

  private static double[] columnSums(double[] matrix, int columns) {
    double[] sums = new double[columns];
    for (int i = 0; i < matrix.length; i++) {
      sums[i % columns] += matrix[i];
    }
    return sums;
  }
}
