package io.github.tfestimator.cnn.image;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** The ops that shrink an image by averaging areas until its longer side is short enough. */
final class AreaShrinking {
  private final Ops tf;

  AreaShrinking(Ops tf) {
    this.tf = tf;
  }

  /**
   * Shrinks an image, or leaves it as it is.
   *
   * @param image [1, rows, columns, 1]
   * @param limit the pixels that its longer side may have
   * @return [1, rows, columns, 1]
   */
  Operand<TFloat32> shrink(Operand<TFloat32> image, int limit) {
    var shape = tf.slice(tf.shape(image), tf.array(1), tf.array(2));
    var side = tf.reduceMax(shape, tf.constant(0));
    var product = tf.math.mul(shape, tf.math.minimum(side, tf.constant(limit)));
    var half = tf.math.div(side, tf.constant(2));
    var rounded = tf.math.div(tf.math.add(product, half), side);
    return tf.image.resizeArea(image, tf.math.maximum(tf.constant(1), rounded));
  }
}
