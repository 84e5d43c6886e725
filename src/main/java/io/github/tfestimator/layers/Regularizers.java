package io.github.tfestimator.layers;

import org.tensorflow.framework.regularizers.L1;
import org.tensorflow.framework.regularizers.L1L2;
import org.tensorflow.framework.regularizers.L2;

/** The penalties of {@code tf.keras.regularizers}, which {@code tf.layers} takes, too. */
public final class Regularizers {
  private Regularizers() {}

  /**
   * {@code l1(l1)}: the sum of absolute values, times a factor.
   *
   * @param factor 0 or more
   * @return the regularizer
   * @throws IllegalArgumentException if the factor is below 0 or not finite
   */
  public static Regularizer l1(float factor) {
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
  public static Regularizer l2(float factor) {
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
  public static Regularizer l1l2(float l1, float l2) {
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
