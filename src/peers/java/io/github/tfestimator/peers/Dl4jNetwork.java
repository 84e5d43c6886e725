package io.github.tfestimator.peers;

import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/**
 * The tutorial's network as one writes it with DL4J, channels last, which is somewhat faster than
 * its default. What DL4J calls a layer's dropout is how much of the layer's input is kept.
 */
final class Dl4jNetwork {
  private static final CNN2DFormat FORMAT = CNN2DFormat.NHWC;

  private Dl4jNetwork() {}

  static MultiLayerNetwork of(Weights weights, float dropout, float learningRate) {
    var output =
        new OutputLayer.Builder(LossFunction.MCXENT)
            .nOut(Sizes.CLASSES)
            .activation(Activation.SOFTMAX);
    if (dropout > 0) {
      output.dropOut(1 - dropout);
    }
    var network =
        new MultiLayerNetwork(
            new NeuralNetConfiguration.Builder()
                .updater(new Sgd(learningRate))
                .convolutionMode(ConvolutionMode.Same)
                .trainingWorkspaceMode(WorkspaceMode.ENABLED)
                .inferenceWorkspaceMode(WorkspaceMode.ENABLED)
                .list()
                .layer(conv(Sizes.FILTERS1))
                .layer(pool())
                .layer(conv(Sizes.FILTERS2))
                .layer(pool())
                .layer(
                    new DenseLayer.Builder().nOut(Sizes.UNITS).activation(Activation.RELU).build())
                .layer(output.build())
                .setInputType(InputType.convolutional(Sizes.SIDE, Sizes.SIDE, 1, FORMAT))
                .build());
    network.init();
    set(network, "0_W", weights.kernelChannelsFirst("conv2d", 1, Sizes.FILTERS1));
    set(network, "0_b", weights.bias("conv2d"));
    set(network, "2_W", weights.kernelChannelsFirst("conv2d_1", Sizes.FILTERS1, Sizes.FILTERS2));
    set(network, "2_b", weights.bias("conv2d_1"));
    set(network, "4_W", weights.kernel("dense"));
    set(network, "4_b", weights.bias("dense"));
    set(network, "5_W", weights.kernel("dense_1"));
    set(network, "5_b", weights.bias("dense_1"));
    return network;
  }

  static INDArray input(ImageBatch images) {
    return Nd4j.create(images.all(), new long[] {images.size(), Sizes.SIDE, Sizes.SIDE, 1}, 'c');
  }

  static INDArray labels(ImageBatch images) {
    return Nd4j.create(images.oneHot(), new long[] {images.size(), Sizes.CLASSES}, 'c');
  }

  private static ConvolutionLayer conv(int filters) {
    return new ConvolutionLayer.Builder(Sizes.WINDOW, Sizes.WINDOW)
        .nOut(filters)
        .dataFormat(FORMAT)
        .activation(Activation.RELU)
        .build();
  }

  private static SubsamplingLayer pool() {
    return new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX)
        .kernelSize(2, 2)
        .stride(2, 2)
        .dataFormat(FORMAT)
        .build();
  }

  private static void set(MultiLayerNetwork network, String name, float[] values) {
    INDArray parameter = network.getParam(name);
    parameter.assign(Nd4j.create(values, parameter.shape(), 'c'));
  }
}
