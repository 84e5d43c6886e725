package io.github.tfestimator.layers;

import io.github.tfestimator.layers.LayerArguments.PoolSize;
import io.github.tfestimator.layers.LayerArguments.Strides;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TNumber;

/** {@code tf.layers.max_pooling2d} and {@code tf.layers.average_pooling2d}. */
final class Pooling2d {
  private Pooling2d() {}

  static <T extends TNumber> Operand<T> max(
      LayerBuilder layer, String name, Operand<T> input, PoolSize poolSize, Strides strides) {
    layer.lastDimension(input, 4, 4);
    // Not tf.nn.maxPool: that is MaxPoolV2, which takes its sizes as tensors and so has no oneDNN
    // kernel. The op with attributes is what Python's layers build, and is a fifth faster a step.
    return layer
        .scope()
        .scope()
        .opBuilder("MaxPool", name)
        .addInput(input.asOutput())
        .setAttr("ksize", poolSize.ofImages().stream().mapToLong(l -> l).toArray())
        .setAttr("strides", strides.ofImages().stream().mapToLong(l -> l).toArray())
        .setAttr("padding", padding(layer).name())
        .build()
        .output(0);
  }

  static Operand<TFloat32> average(
      LayerBuilder layer, Operand<TFloat32> input, PoolSize poolSize, Strides strides) {
    layer.lastDimension(input, 4, 4);
    return layer
        .scope()
        .nn
        .avgPool(input, poolSize.ofImages(), strides.ofImages(), padding(layer).name());
  }

  private static Padding padding(LayerBuilder layer) {
    return layer.arguments().get(Padding.class).orElse(Padding.VALID);
  }
}
