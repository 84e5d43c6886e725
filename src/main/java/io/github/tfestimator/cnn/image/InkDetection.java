package io.github.tfestimator.cnn.image;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

/** The ops that tell dark ink from light, by the rule of {@link Ink#DETECT}. All sums are exact. */
final class InkDetection {
  private final Ops tf;

  InkDetection(Ops tf) {
    this.tf = tf;
  }

  /**
   * Detects the polarity of an image.
   *
   * @param luma the gray values: [rows, columns], whole numbers from 0 to 255
   * @param opacity of the same shape, whole numbers from 0 (transparent) to 255
   * @return whether the ink is dark on a light background: a scalar
   */
  Operand<TBool> isDarkOnLight(Operand<TFloat32> luma, Operand<TFloat32> opacity) {
    var column = tf.constant(1);
    var border = new ImageBorder(tf);
    var borderLuma = tf.expandDims(border.of(luma), column); // [pixels, 1]
    var borderOpacity = tf.expandDims(border.of(opacity), column);
    var half = tf.math.mul(tf.size(borderOpacity, TInt64.class), tf.constant(255L));
    var isOpaque = tf.math.greaterEqual(tf.math.mul(sum(borderOpacity), tf.constant(2L)), half);
    return tf.select(
        isOpaque, isLight(borderLuma, borderOpacity), tf.math.logicalNot(isLight(luma, opacity)));
  }

  /** Tells whether the mean of the opaque pixels is above 127. */
  private Operand<TBool> isLight(Operand<TFloat32> luma, Operand<TFloat32> opacity) {
    var weighted = sum(tf.math.mul(luma, opacity));
    return tf.math.greater(weighted, tf.math.mul(sum(opacity), tf.constant(127L)));
  }

  /** Returns the sum of whole numbers below 2^16, of which a row has fewer than 2^15. */
  private Operand<TInt64> sum(Operand<TFloat32> values) {
    var whole = tf.dtypes.cast(values, TInt32.class);
    var ofRows = tf.reduceSum(whole, tf.constant(1));
    return tf.reduceSum(tf.dtypes.cast(ofRows, TInt64.class), tf.constant(0));
  }
}
