package io.github.tfestimator.layers;

import org.tensorflow.Operand;
import org.tensorflow.framework.regularizers.L1;
import org.tensorflow.framework.regularizers.L1L2;
import org.tensorflow.framework.regularizers.L2;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * A penalty on the values of a variable: {@code kernel_regularizer=}. The usual ones are those of
 * {@code tf.keras.regularizers}, which {@code tf.layers} takes, too.
 */
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

  /**
   * {@code l1(l1)}: the sum of absolute values, times a factor.
   *
   * @param factor 0 or more
   * @return the regularizer
   * @throws IllegalArgumentException if the factor is below 0 or not finite
   */
  static Regularizer l1(float factor) {
    var l1 = new L1(checked("l1", factor));
    return l1::call;
  }

  /**
   * {@code l2(l2)}: the sum of squares, times a factor. {@code tf.nn.l2_loss} and {@code
   * tf.contrib.layers.l2_regularizer} are half of it.
   *
   * @param factor 0 or more
   * @return the regularizer
   * @throws IllegalArgumentException if the factor is below 0 or not finite
   */
  static Regularizer l2(float factor) {
    var l2 = new L2(checked("l2", factor));
    return l2::call;
  }

  /**
   * {@code l1_l2(l1, l2)}: the sum of both.
   *
   * @param l1 factor of the absolute values, 0 or more
   * @param l2 factor of the squares, 0 or more
   * @return the regularizer
   * @throws IllegalArgumentException if a factor is below 0 or not finite
   */
  static Regularizer l1l2(float l1, float l2) {
    var both = new L1L2(checked("l1", l1), checked("l2", l2));
    return both::call;
  }

  private static float checked(String name, float factor) {
    if (!(factor >= 0 && factor < Float.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          name + " factor (" + factor + ") must be a finite number, 0 or more");
    }
    return factor;
  }
}
