package io.github.tfestimator.layers;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** A penalty on the values of a variable: {@code kernel_regularizer=}. */
@FunctionalInterface
public interface Regularizer {
  /**
   * Adds the ops of the penalty.
   *
   * @param layer the graph, in the scope of the layer
   * @param values the variable's values
   * @return a scalar
   */
  Operand<TFloat32> loss(Ops layer, Operand<TFloat32> values);
}
