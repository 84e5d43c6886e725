package io.github.tfestimator.cnn;

import io.github.tfestimator.layers.NaiveLayers;
import io.github.tfestimator.layers.NaiveLayers.Conv;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * The network of {@link NaiveCnn#ofWaves} with 3 and 4 filters and 8 units, whose layers round what
 * each of their ops gives: the oracle of mixed precision. Pooling must see rounded values, as two
 * that round to the same number pass the gradient to the first of them.
 */
final class RoundedCnn {
  private final Map<String, double[]> variables;
  private final UnaryOperator<double[]> rounding;
  private final int[] labels;
  private final Block first;
  private final Block second;
  private final double[] dense;
  private final double[] probabilities;

  RoundedCnn(
      Map<String, double[]> variables,
      UnaryOperator<double[]> rounding,
      double[] images,
      int[] labels) {
    this.variables = variables;
    this.rounding = rounding;
    this.labels = labels;
    int batch = labels.length;
    first = new Block("conv2d", new Conv(batch, 28, 1, 3, 5), images, 28, 3);
    second = new Block("conv2d_1", new Conv(batch, 14, 3, 4, 5), first.output, 14, 4);
    dense = NaiveLayers.relu(sums("dense", second.output));
    probabilities = NaiveLayers.softmax(sums("dense_1", dense), NaiveCnn.CLASSES);
  }

  private double[] sums(String layer, double[] input) {
    double[] bias = variables.get(layer + "/bias");
    double[] kernel = variables.get(layer + "/kernel");
    return biased(rounding.apply(NaiveLayers.dense(input, kernel, new double[bias.length])), bias);
  }

  private double[] biased(double[] sums, double[] bias) {
    double[] biased = new double[sums.length];
    for (int i = 0; i < sums.length; i++) {
      biased[i] = sums[i] + bias[i % bias.length];
    }
    return rounding.apply(biased);
  }

  double[] pooled() {
    return first.output;
  }

  double[] probabilities() {
    return probabilities;
  }

  double loss() {
    return NaiveLayers.meanCrossEntropy(probabilities, labels);
  }

  /** The gradient of the loss with respect to each variable. */
  Map<String, double[]> gradients() {
    Map<String, double[]> gradients = new TreeMap<>();
    var ofLogits = rounding.apply(NaiveLayers.meanCrossEntropyBack(probabilities, labels));
    var logits =
        NaiveLayers.denseBack(dense, variables.get("dense_1/kernel"), ofLogits, NaiveCnn.CLASSES);
    var ofDense = NaiveLayers.reluBack(dense, rounding.apply(logits.input()));
    var hidden = NaiveLayers.denseBack(second.output, variables.get("dense/kernel"), ofDense, 8);
    put(gradients, "dense_1", logits);
    put(gradients, "dense", hidden);
    double[] ofFirst = second.back(gradients, rounding.apply(hidden.input()));
    first.back(gradients, rounding.apply(ofFirst));
    return gradients;
  }

  private void put(Map<String, double[]> gradients, String layer, NaiveLayers.Gradients back) {
    gradients.put(layer + "/kernel", rounding.apply(back.kernel()));
    gradients.put(layer + "/bias", rounding.apply(back.bias()));
  }

  /** A convolution and a pooling of its sums, then bias and ReLU. */
  private final class Block {
    final String layer;
    final Conv conv;
    final double[] input;
    final double[] sums;
    final int[] places;
    final double[] output;

    Block(String layer, Conv conv, double[] input, int side, int filters) {
      this.layer = layer;
      this.conv = conv;
      this.input = input;
      double[] kernel = variables.get(layer + "/kernel");
      sums = rounding.apply(NaiveLayers.conv2d(conv, input, kernel, new double[filters]));
      places = NaiveLayers.maxPlaces(sums, labels.length, side, filters);
      output =
          NaiveLayers.relu(
              biased(NaiveLayers.gather(sums, places), variables.get(layer + "/bias")));
    }

    /** Adds the gradients; returns that of the input. */
    double[] back(Map<String, double[]> gradients, double[] ofOutput) {
      double[] ofPooled = NaiveLayers.reluBack(output, ofOutput);
      double[] ofSums = NaiveLayers.scatter(ofPooled, places, sums.length);
      var back = NaiveLayers.conv2dBack(conv, input, variables.get(layer + "/kernel"), ofSums);
      put(gradients, layer, back);
      return Arrays.copyOf(back.input(), input.length);
    }
  }
}
