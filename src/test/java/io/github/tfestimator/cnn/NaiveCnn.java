package io.github.tfestimator.cnn;

import io.github.tfestimator.layers.NaiveLayers;
import io.github.tfestimator.layers.NaiveLayers.Conv;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * The network without dropout, there and back, in naive Java and double precision: the oracle. It
 * shares no code with the library.
 *
 * @param filters1 features of the first convolution
 * @param filters2 features of the second
 * @param units outputs of the dense layer
 * @param variables values by name
 */
record NaiveCnn(int filters1, int filters2, int units, Map<String, double[]> variables) {
  static final int CLASSES = 10;

  /** The outputs of the layers for a batch, by the name of their last op in TensorFlow. */
  record Forward(Map<String, double[]> values, int[] pool1, int[] pool2, double loss) {
    double[] get(String op) {
      return values.get(op);
    }
  }

  /** Variables of sizes as the table of the tutorial says, of waves that no two share. */
  static NaiveCnn ofWaves(int filters1, int filters2, int units) {
    Map<String, double[]> variables = new LinkedHashMap<>();
    variables.put("conv2d/kernel", wave(5 * 5 * filters1, 0.3, 0.71));
    variables.put("conv2d/bias", wave(filters1, 0.1, 1.3));
    variables.put("conv2d_1/kernel", wave(5 * 5 * filters1 * filters2, 0.2, 0.83));
    variables.put("conv2d_1/bias", wave(filters2, 0.1, 1.7));
    variables.put("dense/kernel", wave(7 * 7 * filters2 * units, 0.15, 0.97));
    variables.put("dense/bias", wave(units, 0.2, 2.1));
    variables.put("dense_1/kernel", wave(units * CLASSES, 0.4, 1.13));
    variables.put("dense_1/bias", wave(CLASSES, 0.2, 2.3));
    return new NaiveCnn(filters1, filters2, units, variables);
  }

  /** Numbers that a float holds exactly, so that both sides begin with the same. */
  static double[] wave(int size, double height, double frequency) {
    double[] wave = new double[size];
    for (int i = 0; i < size; i++) {
      wave[i] = (float) (height * Math.sin(frequency * (i + 1) + 0.01 * i * i));
    }
    return wave;
  }

  Forward forward(double[] images, int[] labels) {
    int batch = labels.length;
    Map<String, double[]> values = new LinkedHashMap<>();
    var sums1 = NaiveLayers.conv2d(conv1(batch), images, of("conv2d/kernel"), of("conv2d/bias"));
    var conv1 = NaiveLayers.relu(sums1);
    int[] places1 = NaiveLayers.maxPlaces(conv1, batch, 28, filters1);
    var pool1 = NaiveLayers.gather(conv1, places1);
    var sums2 = NaiveLayers.conv2d(conv2(batch), pool1, of("conv2d_1/kernel"), of("conv2d_1/bias"));
    var conv2 = NaiveLayers.relu(sums2);
    int[] places2 = NaiveLayers.maxPlaces(conv2, batch, 14, filters2);
    var pool2 = NaiveLayers.gather(conv2, places2);
    var dense = NaiveLayers.relu(NaiveLayers.dense(pool2, of("dense/kernel"), of("dense/bias")));
    var logits = NaiveLayers.dense(dense, of("dense_1/kernel"), of("dense_1/bias"));
    var probabilities = NaiveLayers.softmax(logits, CLASSES);
    values.put("conv2d/Relu", conv1);
    values.put("max_pooling2d/MaxPool", pool1);
    values.put("conv2d_1/Relu", conv2);
    values.put("max_pooling2d_1/MaxPool", pool2);
    values.put("dense/Relu", dense);
    values.put("dense_1/BiasAdd", logits);
    values.put("softmax_tensor", probabilities);
    double loss = NaiveLayers.meanCrossEntropy(probabilities, labels);
    return new Forward(values, places1, places2, loss);
  }

  /** The gradient of the loss with respect to each variable. */
  Map<String, double[]> backward(double[] images, int[] labels) {
    int batch = labels.length;
    Forward forward = forward(images, labels);
    var ofLogits = NaiveLayers.meanCrossEntropyBack(forward.get("softmax_tensor"), labels);
    var logits =
        NaiveLayers.denseBack(forward.get("dense/Relu"), of("dense_1/kernel"), ofLogits, CLASSES);
    var dense =
        NaiveLayers.denseBack(
            forward.get("max_pooling2d_1/MaxPool"),
            of("dense/kernel"),
            NaiveLayers.reluBack(forward.get("dense/Relu"), logits.input()),
            units);
    var conv2 = forward.get("conv2d_1/Relu");
    var ofConv2 = NaiveLayers.scatter(dense.input(), forward.pool2(), conv2.length);
    var second =
        NaiveLayers.conv2dBack(
            conv2(batch),
            forward.get("max_pooling2d/MaxPool"),
            of("conv2d_1/kernel"),
            NaiveLayers.reluBack(conv2, ofConv2));
    var conv1 = forward.get("conv2d/Relu");
    var ofConv1 = NaiveLayers.scatter(second.input(), forward.pool1(), conv1.length);
    var first =
        NaiveLayers.conv2dBack(
            conv1(batch), images, of("conv2d/kernel"), NaiveLayers.reluBack(conv1, ofConv1));
    Map<String, double[]> gradients = new TreeMap<>();
    Map.of("conv2d", first, "conv2d_1", second, "dense", dense, "dense_1", logits)
        .forEach(
            (layer, back) -> {
              gradients.put(layer + "/kernel", back.kernel());
              gradients.put(layer + "/bias", back.bias());
            });
    return gradients;
  }

  /** The variables after one step of gradient descent. */
  Map<String, double[]> step(double[] images, int[] labels, double learningRate) {
    Map<String, double[]> moved = new TreeMap<>();
    backward(images, labels)
        .forEach(
            (name, gradient) -> {
              double[] values = of(name).clone();
              for (int i = 0; i < values.length; i++) {
                values[i] -= learningRate * gradient[i];
              }
              moved.put(name, values);
            });
    return moved;
  }

  private double[] of(String variable) {
    return variables.get(variable);
  }

  private Conv conv1(int batch) {
    return new Conv(batch, 28, 1, filters1, 5);
  }

  private Conv conv2(int batch) {
    return new Conv(batch, 14, filters1, filters2, 5);
  }
}
