package io.github.tfestimator.layers;

import io.github.tfestimator.layers.LayerArguments.Filters;
import io.github.tfestimator.layers.LayerArguments.KernelSize;
import io.github.tfestimator.layers.LayerArguments.PoolSize;
import io.github.tfestimator.layers.LayerArguments.Rate;
import io.github.tfestimator.layers.LayerArguments.Strides;
import io.github.tfestimator.layers.LayerArguments.Units;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * {@code tf.layers} of TensorFlow 1.x. Pictures are [batch, height, width, channels]. The first
 * convolution's variables are {@code conv2d/kernel} and {@code conv2d/bias}, the second's {@code
 * conv2d_1/kernel} and so on; kernels begin with Glorot's uniform values, biases with zeros.
 *
 * <p>Dense layers give TensorFlow a gradient for the op IdentityN, which has none of its own, for
 * the whole process. For their own it is a dense layer's; through anybody else's it passes
 * unchanged. Where IdentityN has a gradient already, and on Windows, they use TensorFlow's own.
 *
 * <p>In a graph without a {@link RandomSeed} the layers make no initial values: its variables must
 * be restored from a checkpoint before it runs.
 */
public final class Layers {
  private final Ops tf;

  /** By output, which only the very same object stands for. */
  private final Map<Operand<TFloat32>, ConvolutionSums> convolutions = new IdentityHashMap<>();

  private Layers(Ops tf) {
    this.tf = tf;
  }

  /**
   * Layers that go into a graph.
   *
   * @param tf the graph, at its top level
   * @return the layers
   */
  public static Layers on(Ops tf) {
    return new Layers(tf);
  }

  /**
   * {@code tf.layers.conv2d} with stride 1: cross-correlates a picture with each filter, and adds
   * the filter's bias.
   *
   * @param input [batch, height, width, channels], the channels known
   * @param filters how many features to compute
   * @param kernelSize the window
   * @param padding what happens at the edges
   * @param activation what is done to the sums
   * @return [batch, height, width, filters] with padding SAME
   * @throws IllegalArgumentException if the number of channels is unknown
   */
  public Operand<TFloat32> conv2d(
      Operand<TFloat32> input,
      Filters filters,
      KernelSize kernelSize,
      Padding padding,
      Activation activation) {
    int channels = lastDimension("conv2d", input, 4);
    var layer = tf.withSubScope("conv2d");
    var shape = Shape.of(kernelSize.height(), kernelSize.width(), channels, filters.count());
    var kernel = kernel(layer, shape);
    var bias = bias(layer, filters.count());
    var sums = layer.nn.conv2d(input, kernel, List.of(1L, 1L, 1L, 1L), padding.name());
    var convolution = new ConvolutionSums(sums, bias, activation);
    var output = convolution.activated(layer);
    convolutions.put(output, convolution);
    return output;
  }

  /**
   * {@code tf.layers.max_pooling2d} with padding VALID: the largest value of each window.
   *
   * <p>Of a convolution of these layers it pools the sums and adds bias and activation afterwards:
   * the same values for less work. The convolution's own output is computed only if something else
   * wants it.
   *
   * @param input [batch, height, width, channels]
   * @param poolSize the window
   * @param strides how far it moves
   * @return [batch, height', width', channels], half as high and wide for a 2x2 window and stride 2
   */
  public Operand<TFloat32> maxPooling2d(
      Operand<TFloat32> input, PoolSize poolSize, Strides strides) {
    var layer = tf.withSubScope("max_pooling2d");
    ConvolutionSums convolution = convolutions.get(input);
    if (convolution == null) {
      return maxPool(layer, "MaxPool", input, poolSize, strides);
    }
    var pooled = maxPool(layer, "SumsMaxPool", convolution.sums(), poolSize, strides);
    // By its name, as by any other, a hook gets what Python has there.
    return layer.withName("MaxPool").identity(convolution.with(pooled).activated(layer));
  }

  private static Operand<TFloat32> maxPool(
      Ops layer, String name, Operand<TFloat32> input, PoolSize poolSize, Strides strides) {
    // Not tf.nn.maxPool: that is MaxPoolV2, which takes its sizes as tensors and so has no oneDNN
    // kernel. The op with attributes is what Python's layers build, and is a fifth faster a step.
    return layer
        .scope()
        .opBuilder("MaxPool", name)
        .addInput(input.asOutput())
        .setAttr("ksize", new long[] {1, poolSize.height(), poolSize.width(), 1})
        .setAttr("strides", new long[] {1, strides.step(), strides.step(), 1})
        .setAttr("padding", Padding.VALID.name())
        .build()
        .output(0);
  }

  /**
   * {@code tf.layers.dense} without activation: {@code input * kernel + bias}.
   *
   * @param input [batch, inputs], the inputs known
   * @param units how many outputs
   * @return [batch, units]
   * @throws IllegalArgumentException if the number of inputs is unknown
   */
  public Operand<TFloat32> dense(Operand<TFloat32> input, Units units) {
    return dense(input, units, Activation.LINEAR);
  }

  /**
   * {@code tf.layers.dense}: {@code activation(input * kernel + bias)}.
   *
   * <p>In training, gradients go from what this returns to the input, the kernel and the bias; in
   * layers of 128 units or more the ops between, such as {@code dense/BiasAdd}, have none.
   *
   * @param input [batch, inputs], the inputs known
   * @param units how many outputs
   * @param activation what is done to the sums
   * @return [batch, units]
   * @throws IllegalArgumentException if the number of inputs is unknown
   */
  public Operand<TFloat32> dense(Operand<TFloat32> input, Units units, Activation activation) {
    int inputs = lastDimension("dense", input, 2);
    var layer = tf.withSubScope("dense");
    var kernel = kernel(layer, Shape.of(inputs, units.count()));
    var bias = bias(layer, units.count());
    return activation.apply(layer, DenseSums.of(layer, input, kernel, bias));
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
    if (!training) {
      return input;
    }
    var layer = tf.withSubScope("dropout");
    // The name carries the scope and a number where there are several dropouts in a graph.
    String name = layer.scope().makeOpName("mask");
    var uniform =
        layer.random.statelessRandomUniform(
            layer.shape(input), RandomSeed.key(layer, name, GlobalStep.of(tf).value()));
    var kept = layer.math.greaterEqual(uniform, layer.constant(rate.dropped()));
    var scaled = layer.math.mul(input, layer.constant(1 / (1 - rate.dropped())));
    return layer.math.mul(scaled, layer.dtypes.cast(kept, TFloat32.class));
  }

  private static Operand<TFloat32> kernel(Ops layer, Shape shape) {
    return Variables.create(layer, "kernel", shape, Initializers.glorotUniform()).value();
  }

  private static Operand<TFloat32> bias(Ops layer, int outputs) {
    return Variables.create(layer, "bias", Shape.of(outputs), Initializers.zeros()).value();
  }

  private static int lastDimension(String layer, Operand<TFloat32> input, int dimensions) {
    Shape shape = input.shape();
    if (shape.numDimensions() != dimensions || shape.get(dimensions - 1) == Shape.UNKNOWN_SIZE) {
      throw new IllegalArgumentException(
          "%s takes an input of %d dimensions, the last one known, but found %s: reshape it first"
              .formatted(layer, dimensions, shape));
    }
    return Math.toIntExact(shape.get(dimensions - 1));
  }
}
