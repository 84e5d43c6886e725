package io.github.tfestimator.cnn.image;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TUint8;

/**
 * The ops that skip rows and columns of large images, which is all that millions of pixels can be
 * given in a few milliseconds. The {@link Fitting} averages what is left to about a half or less.
 */
final class Subsampling {
  /**
   * The pixels that the longer side of a large image keeps at least: an eighth of the 4,000 that
   * photos of 12 megapixels have, which JPEGs are decoded at soonest.
   */
  static final int MIN_SIDE = 500;

  private Subsampling() {}

  /**
   * Keeps every second, third, or so, row and column of a large image, those in the middle of what
   * they stand for.
   *
   * @param image [rows, columns, channels]
   * @return of the same rank, the longer side less than 1,000
   */
  static Operand<TUint8> subsample(Ops tf, Operand<TUint8> image) {
    var one = tf.constant(1);
    var size = tf.slice(tf.shape(image), tf.array(0), tf.array(2));
    var longer = tf.reduceMax(size, tf.constant(0));
    var stride = tf.math.maximum(one, tf.math.div(longer, tf.constant(MIN_SIDE)));
    var middle = tf.math.div(stride, tf.constant(2));
    var start = tf.math.minimum(middle, tf.math.sub(size, one)); // At least one pixel is kept.
    return tf.stridedSlice(image, start, size, tf.stack(List.of(stride, stride)));
  }
}
