package io.github.tfestimator.layers;

import io.github.tfestimator.layers.LayerArguments.PoolSize;
import io.github.tfestimator.layers.LayerArguments.Strides;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TFloating;

/**
 * A convolution before its bias and activation, kept so that a max pooling may come first.
 *
 * <p>Adding one number to all values of a window, and ReLU, leave the largest value the largest,
 * rounding included. So of finite numbers {@code pool(relu(sums + bias))} is {@code relu(pool(sums)
 * + bias)}, to the bit and with either padding, which max pooling leaves out of its windows. With
 * windows of 2x2 the bias and ReLU, forward and backward, are a quarter of the work.
 *
 * @param sums [batch, height, width, filters]
 * @param bias [filters], if the convolution has one
 * @param activation any
 * @param <T> the type that the layer computes in
 */
record ConvolutionSums<T extends TFloating>(
    Operand<T> sums, Optional<Operand<T>> bias, Activation activation) {

  /** Returns the output of the convolution. */
  Operand<TFloat32> activated(Ops layer) {
    return MixedPrecision.activated(
        layer, activation, bias.<Operand<T>>map(b -> layer.nn.biasAdd(sums, b)).orElse(sums));
  }

  /** Adds a max pooling of the sums; returns the same convolution with them. */
  ConvolutionSums<T> maxPooled(
      LayerBuilder layer, String name, PoolSize poolSize, Strides strides) {
    var pooled = Pooling2d.max(layer, name, sums, poolSize, strides);
    return new ConvolutionSums<>(pooled, bias, activation);
  }

  /** Tells whether the largest sum of a window is known to give the largest output. */
  boolean keepsOrder() {
    return activation == Activation.LINEAR || activation == Activation.RELU;
  }
}
