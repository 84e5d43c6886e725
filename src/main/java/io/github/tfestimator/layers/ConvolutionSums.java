package io.github.tfestimator.layers;

import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

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
 */
record ConvolutionSums(
    Operand<TFloat32> sums, Optional<Operand<TFloat32>> bias, Activation activation) {

  /** Returns the output of the convolution. */
  Operand<TFloat32> activated(Ops layer) {
    return activation.apply(
        layer, bias.<Operand<TFloat32>>map(b -> layer.nn.biasAdd(sums, b)).orElse(sums));
  }

  /** Tells whether the largest sum of a window is known to give the largest output. */
  boolean keepsOrder() {
    return activation == Activation.LINEAR || activation == Activation.RELU;
  }

  /** The same convolution with pooled sums. */
  ConvolutionSums with(Operand<TFloat32> pooled) {
    return new ConvolutionSums(pooled, bias, activation);
  }
}
