package io.github.tfestimator.peers;

import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.TrainingConfig;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.Conv2DConfig;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.PaddingMode;
import org.nd4j.linalg.api.ops.impl.layers.convolution.config.Pooling2DConfig;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Sgd;

/**
 * The tutorial's network as one writes it with SameDiff, channels last as in TensorFlow, so that
 * the weights are used as they are.
 */
final class SameDiffNetwork {
  static final String INPUT = "x";
  static final String OUTPUT = "probabilities";
  private static final String LOSS = "loss";
  private static final String LABELS = "labels";
  private static final String FORMAT = "NHWC";

  private final SameDiff graph = SameDiff.create();
  private final Weights weights;
  private final int trainingBatch;

  private SameDiffNetwork(Weights weights, int trainingBatch) {
    this.weights = weights;
    this.trainingBatch = trainingBatch;
  }

  /** Answers with probabilities. */
  static SameDiff predicting(Weights weights) {
    var network = new SameDiffNetwork(weights, Sizes.TRAINING_BATCH);
    network.graph.nn().softmax(OUTPUT, network.logits(0), 1);
    return network.graph;
  }

  /** Answers with probabilities too, and can be trained by gradient descent. */
  static SameDiff training(Weights weights, float dropout, float learningRate) {
    return training(weights, dropout, Sizes.TRAINING_BATCH, new Sgd(learningRate), 0);
  }

  /** The same with batches of another size, another optimizer, and L2 regularization if above 0. */
  static SameDiff training(
      Weights weights, float dropout, int batch, IUpdater optimizer, double l2) {
    var network = new SameDiffNetwork(weights, batch);
    SameDiff graph = network.graph;
    SDVariable logits = network.logits(dropout);
    graph.nn().softmax(OUTPUT, logits, 1);
    SDVariable labels = graph.placeHolder(LABELS, DataType.FLOAT, -1, Sizes.CLASSES);
    graph.loss().softmaxCrossEntropy(LOSS, labels, logits, null);
    graph.setLossVariables(LOSS);
    var config =
        new TrainingConfig.Builder()
            .updater(optimizer)
            .dataSetFeatureMapping(INPUT)
            .dataSetLabelMapping(LABELS);
    if (l2 > 0) {
      config.l2(l2);
    }
    graph.setTrainingConfig(config.build());
    return graph;
  }

  private SDVariable logits(float dropout) {
    SDVariable x = graph.placeHolder(INPUT, DataType.FLOAT, -1, Sizes.SIDE, Sizes.SIDE, 1);
    SDVariable pool1 = convAndPool("conv2d", x, 1, Sizes.FILTERS1);
    SDVariable pool2 = convAndPool("conv2d_1", pool1, Sizes.FILTERS1, Sizes.FILTERS2);
    SDVariable flat = pool2.reshape(-1, Sizes.FLAT);
    SDVariable dense = graph.nn().relu(dense("dense", flat, Sizes.FLAT, Sizes.UNITS), 0);
    return dense("dense_1", dropped(dense, dropout), Sizes.UNITS, Sizes.CLASSES);
  }

  private SDVariable convAndPool(String layer, SDVariable input, int in, int out) {
    var conv =
        Conv2DConfig.builder()
            .kH(Sizes.WINDOW)
            .kW(Sizes.WINDOW)
            .sH(1)
            .sW(1)
            .dH(1)
            .dW(1)
            .dataFormat(FORMAT)
            .paddingMode(PaddingMode.SAME)
            .build();
    var pool = Pooling2DConfig.builder().kH(2).kW(2).sH(2).sW(2).isNHWC(true).build();
    SDVariable kernel =
        variable(layer + "/kernel", weights.kernel(layer), Sizes.WINDOW, Sizes.WINDOW, in, out);
    SDVariable bias = variable(layer + "/bias", weights.bias(layer), out);
    SDVariable sums = graph.cnn().conv2d(input, kernel, bias, conv);
    return graph.cnn().maxPooling2d(graph.nn().relu(sums, 0), pool);
  }

  private SDVariable dense(String layer, SDVariable input, int in, int out) {
    SDVariable kernel = variable(layer + "/kernel", weights.kernel(layer), in, out);
    return input.mmul(kernel).add(variable(layer + "/bias", weights.bias(layer), out));
  }

  private SDVariable dropped(SDVariable input, float dropout) {
    if (dropout == 0) {
      return input;
    }
    float keep = 1 - dropout;
    SDVariable kept = graph.random().bernoulli(keep, DataType.FLOAT, trainingBatch, Sizes.UNITS);
    return input.mul(kept).mul(1 / keep);
  }

  private SDVariable variable(String name, float[] values, long... shape) {
    return graph.var(name, Nd4j.create(values, shape, 'c'));
  }
}
