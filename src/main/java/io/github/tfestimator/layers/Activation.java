package io.github.tfestimator.layers;

import java.util.function.UnaryOperator;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * The function that a layer applies to its sums: {@code activation=}.
 *
 * <p>Any function of a tensor will do, such as {@code activation(tf.nn::elu)}. Activations of
 * tensorflow-framework take the graph, too: {@code activation(x -> Swish.swish(tf, x))}.
 */
@FunctionalInterface
public interface Activation extends ConvolutionArgument, DenseArgument {
  /** The identity, as {@code activation=None}. */
  Activation LINEAR = (layer, sums) -> sums;

  /** {@code max(x, 0)}, as {@code tf.nn.relu}. */
  Activation RELU = (layer, sums) -> layer.nn.relu(sums);

  /**
   * Adds the ops of the function.
   *
   * @param layer the graph, in the scope of the layer
   * @param sums of any shape
   * @return as the sums
   */
  Operand<TFloat32> apply(Ops layer, Operand<TFloat32> sums);

  /**
   * {@code activation=}.
   *
   * @param function adds the ops of the function, such as {@code tf.nn::relu}
   * @return the argument
   */
  static Activation activation(UnaryOperator<Operand<TFloat32>> function) {
    return (layer, sums) -> function.apply(sums);
  }
}
