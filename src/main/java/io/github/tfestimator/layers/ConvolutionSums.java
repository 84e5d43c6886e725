package io.github.tfestimator.layers;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * A convolution before its bias and activation, kept so that a pooling may come first.
 *
 * <p>Adding one number to all values of a window, and ReLU, leave the largest value the largest,
 * rounding included. So of finite numbers {@code pool(relu(sums + bias))} is {@code relu(pool(sums)
 * + bias)}, to the bit, and with windows of 2x2 the bias and ReLU, there and back, are a quarter of
 * the work.
 *
 * @param sums [batch, height, width, filters]
 * @param bias [filters]
 * @param activation one that never decreases, as all of {@link Activation} are
 */
record ConvolutionSums(Operand<TFloat32> sums, Operand<TFloat32> bias, Activation activation) {

  /** What the convolution gives. */
  Operand<TFloat32> activated(Ops layer) {
    return activation.apply(layer, layer.nn.biasAdd(sums, bias));
  }

  /** The same convolution with other sums. */
  ConvolutionSums with(Operand<TFloat32> others) {
    return new ConvolutionSums(others, bias, activation);
  }
}
