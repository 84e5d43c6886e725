package io.github.tfestimator.layers;

import io.github.tfestimator.layers.LayerArguments.Filters;
import io.github.tfestimator.layers.LayerArguments.KernelSize;
import io.github.tfestimator.layers.LayerArguments.PoolSize;
import io.github.tfestimator.layers.LayerArguments.Rate;
import io.github.tfestimator.layers.LayerArguments.Strides;
import io.github.tfestimator.layers.LayerArguments.Units;
import io.github.tfestimator.layers.LayerArguments.Vocabulary;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Objects;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TNumber;
import org.tensorflow.types.family.TType;

/**
 * {@code tf.layers} of TensorFlow 1.x. Images are [batch, height, width, channels]. The first
 * convolution's variables are {@code conv2d/kernel} and {@code conv2d/bias}, the second's {@code
 * conv2d_1/kernel} and so on; kernels begin with Glorot's uniform values, biases with zeros. The
 * arguments are {@link LayerArguments}, {@link Padding} and {@link Activation}; those that Python
 * has defaults for come last, in any order.
 *
 * <p>Dense layers give TensorFlow a gradient for the op IdentityN, which has none of its own, for
 * the whole process. For their own it is a dense layer's; through anybody else's it passes
 * unchanged. Where IdentityN has a gradient already, and on Windows, they use TensorFlow's own.
 *
 * <p>In a graph of {@link MixedPrecision} convolutions and dense layers compute in a lower
 * precision, and return float32 all the same.
 *
 * <p>In a graph without a {@link RandomSeed} the layers make no initial values: its variables must
 * be restored from a checkpoint before it runs.
 */
public final class Layers {
  private static final Object[] NO_ARGUMENTS = {};

  private final Ops tf;

  /** By output, which only the very same object stands for. */
  private final Map<Operand<TFloat32>, ConvolutionSums<?>> convolutions = new IdentityHashMap<>();

  private Layers(Ops tf) {
    this.tf = tf;
  }

  /**
   * Creates layers that go into a graph.
   *
   * @param tf the graph, at its top level
   * @return the layers
   */
  public static Layers on(Ops tf) {
    return new Layers(Objects.requireNonNull(tf, "tf"));
  }

  /**
   * {@code tf.layers.conv2d}: cross-correlates an image with each filter, and adds the filter's
   * bias. Without other arguments strides and dilation are 1, the padding is VALID and there is no
   * activation.
   *
   * @param input [batch, height, width, channels], the channels known
   * @param filters the number of features to compute
   * @param kernelSize the window
   * @param arguments such as {@code strides(2), SAME, RELU}
   * @return [batch, height', width', filters]; height and width stay with SAME and strides of 1
   * @throws IllegalArgumentException if the number of channels is unknown, an argument is given
   *     twice, or both strides and dilation rate are above 1
   */
  public Operand<TFloat32> conv2d(
      Operand<TFloat32> input,
      Filters filters,
      KernelSize kernelSize,
      ConvolutionArgument... arguments) {
    var layer = layer("conv2d", arguments);
    var convolution = Conv2d.of(layer, input, filters, kernelSize);
    var output = convolution.activated(layer.scope());
    if (convolution.keepsOrder() && output != convolution.sums()) {
      convolutions.put(output, convolution);
    }
    return output;
  }

  /**
   * {@code tf.layers.max_pooling2d}: the largest value of each window. Without other arguments the
   * padding is VALID.
   *
   * <p>Of a convolution of these layers with ReLU or without activation it pools the sums and adds
   * bias and activation afterwards: the same values for less work. The convolution's own output is
   * computed only if something else wants it.
   *
   * @param input [batch, height, width, channels]
   * @param poolSize the window
   * @param strides the distance between two windows
   * @param arguments the padding
   * @return [batch, height', width', channels], half as high and wide for a 2x2 window and stride 2
   * @throws IllegalArgumentException if the number of channels is unknown
   */
  public Operand<TFloat32> maxPooling2d(
      Operand<TFloat32> input, PoolSize poolSize, Strides strides, PoolingArgument... arguments) {
    var layer = layer("max_pooling2d", arguments);
    ConvolutionSums<?> convolution = convolutions.get(input);
    if (convolution == null) {
      return Pooling2d.max(layer, "MaxPool", input, poolSize, strides);
    }
    var pooled = convolution.maxPooled(layer, "SumsMaxPool", poolSize, strides);
    // By its name, as by any other, a hook gets what Python has there.
    return layer.scope().withName("MaxPool").identity(pooled.activated(layer.scope()));
  }

  /**
   * {@code tf.layers.average_pooling2d}: the mean of each window, of the values inside of the image
   * alone. Without other arguments the padding is VALID.
   *
   * @param input [batch, height, width, channels]
   * @param poolSize the window
   * @param strides the distance between two windows
   * @param arguments the padding
   * @return [batch, height', width', channels], half as high and wide for a 2x2 window and stride 2
   * @throws IllegalArgumentException if the number of channels is unknown
   */
  public Operand<TFloat32> averagePooling2d(
      Operand<TFloat32> input, PoolSize poolSize, Strides strides, PoolingArgument... arguments) {
    return Pooling2d.average(layer("average_pooling2d", arguments), input, poolSize, strides);
  }

  /**
   * {@code tf.keras.layers.GlobalMaxPooling2D}: the largest value of each channel.
   *
   * @param input [batch, height, width, channels], the channels known
   * @return [batch, channels]
   * @throws IllegalArgumentException if the number of channels is unknown
   */
  public Operand<TFloat32> globalMaxPooling2d(Operand<TFloat32> input) {
    var layer = layer("global_max_pooling2d", NO_ARGUMENTS);
    layer.lastDimension(input, 4, 4);
    return layer.scope().reduceMax(input, layer.scope().array(1, 2));
  }

  /**
   * {@code tf.keras.layers.GlobalAveragePooling2D}: the mean of each channel.
   *
   * @param input [batch, height, width, channels], the channels known
   * @return [batch, channels]
   * @throws IllegalArgumentException if the number of channels is unknown
   */
  public Operand<TFloat32> globalAveragePooling2d(Operand<TFloat32> input) {
    var layer = layer("global_average_pooling2d", NO_ARGUMENTS);
    layer.lastDimension(input, 4, 4);
    return layer.scope().math.mean(input, layer.scope().array(1, 2));
  }

  /**
   * {@code tf.layers.dense}: {@code activation(input * kernel + bias)}. Without other arguments
   * there is no activation.
   *
   * <p>In training, gradients go from what this returns to the input, the kernel and the bias; in
   * layers of 128 units or more the ops between, such as {@code dense/BiasAdd}, have none.
   *
   * @param input [batch, ..., inputs], the inputs known
   * @param units the number of outputs
   * @param arguments such as {@code RELU, kernelRegularizer(l2(1e-4f))}
   * @return [batch, ..., units]
   * @throws IllegalArgumentException if the number of inputs is unknown, or an argument is given
   *     twice
   */
  public Operand<TFloat32> dense(Operand<TFloat32> input, Units units, DenseArgument... arguments) {
    return Dense.of(layer("dense", arguments), input, units.count());
  }

  /**
   * {@code tf.layers.dropout}: in training each value is dropped with the given probability, and
   * those that are kept are scaled by {@code 1 / (1 - rate)}, which keeps their expectation.
   * Otherwise the input passes as it is.
   *
   * <p>Which ones are dropped is a pure function of ({@link RandomSeed}, {@link GlobalStep}, name
   * of this layer), so that a training that was resumed drops what it would have dropped.
   *
   * @param input of any shape
   * @param rate which part to drop
   * @param training whether to drop anything
   * @return as the input
   * @throws IllegalStateException in training, if the graph has no seed or no global step
   */
  public Operand<TFloat32> dropout(Operand<TFloat32> input, Rate rate, boolean training) {
    return training ? Dropout.of(tf, input, rate.dropped()) : input;
  }

  /**
   * {@code tf.layers.batch_normalization} of the last dimension: {@code gamma * (input - mean) /
   * sqrt(variance + 0.001) + beta}. In training mean and variance are those of the batch, and
   * otherwise their moving averages, {@code moving_mean} and {@code moving_variance}.
   *
   * <p>Unlike Python, nobody has to fetch the collection UPDATE_OPS: the optimizers' {@code
   * minimize} moves the averages in each step.
   *
   * @param input [batch, channels], [batch, length, channels] or [batch, height, width, channels],
   *     the channels known
   * @param training whether the batch is normalized by itself
   * @param arguments such as {@code momentum(0.9f)}
   * @return as the input
   * @throws IllegalArgumentException if the number of channels is unknown, or an argument is given
   *     twice
   */
  public Operand<TFloat32> batchNormalization(
      Operand<TFloat32> input, boolean training, BatchNormalizationArgument... arguments) {
    return BatchNormalization.of(layer("batch_normalization", arguments), input, training);
  }

  /**
   * {@code tf.layers.flatten}: one row per example.
   *
   * @param input [batch, ...], all but the first dimension known
   * @param <T> any
   * @return [batch, size of one example]
   * @throws IllegalArgumentException if another dimension is unknown
   */
  public <T extends TType> Operand<T> flatten(Operand<T> input) {
    return Flatten.of(tf.withSubScope("flatten"), input);
  }

  /**
   * {@code tf.keras.layers.Embedding}, which is {@code tf.nn.embedding_lookup} in the variable
   * {@code embedding/embeddings} [vocabulary, units]: a row of numbers for each id. The rows begin
   * uniform within 0.05.
   *
   * <p>Optimizers get a gradient of the whole variable, in which rows of other ids are zero. Those
   * with slots, such as momentum, so move these rows, too; Python's would leave some of them alone.
   *
   * @param ids int32 or int64 of any shape, from 0 to vocabulary - 1. Another value fails the step
   *     on the CPU; on a GPU it gets zeros.
   * @param vocabulary the number of ids
   * @param units the number of values of each id
   * @param arguments such as {@code embeddingsInitializer(...)}
   * @return [shape of ids..., units]
   * @throws IllegalArgumentException if the ids have another type, or an argument is given twice
   */
  public Operand<TFloat32> embedding(
      Operand<? extends TNumber> ids,
      Vocabulary vocabulary,
      Units units,
      EmbeddingArgument... arguments) {
    return Embedding.of(layer("embedding", arguments), ids, vocabulary.size(), units.count());
  }

  /**
   * {@code tf.losses.get_regularization_loss}: the sum of the penalties on variables that were made
   * so far, by whichever layers of the graph, to be added to the loss.
   *
   * @return a scalar; 0 without regularizers
   */
  public Operand<TFloat32> regularizationLoss() {
    return RegularizationLosses.sum(tf);
  }

  private LayerBuilder layer(String kind, Object[] arguments) {
    return new LayerBuilder(tf, kind, arguments);
  }
}
