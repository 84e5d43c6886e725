package io.github.tfestimator.cnn.image;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TUint8;

/**
 * The ops that skip rows and columns of large images, which is all that millions of pixels can be
 * given in a few milliseconds. The {@link Fitting} averages what is left to a quarter or less.
 */
final class Subsampling {
  /** The pixels that the longer side of a large image keeps at least. */
  static final int MIN_SIDE = 512;

  private Subsampling() {}

  /**
   * Keeps every second, third, or so, row and column of a large image, those in the middle of what
   * they stand for.
   *
   * @param image [rows, columns, channels]
   * @return of the same rank, the longer side less than 1,024
   */
  static Operand<TUint8> subsample(Ops tf, Operand<TUint8> image) {
    var zero = tf.constant(0);
    var one = tf.constant(1);
    var shape = tf.shape(image);
    var rows = tf.gather(shape, zero, zero);
    var columns = tf.gather(shape, one, zero);
    var longer = tf.math.maximum(rows, columns);
    var stride = tf.math.maximum(one, tf.math.div(longer, tf.constant(MIN_SIDE)));
    var fewerRows = tf.gather(image, places(tf, rows, stride), zero);
    return tf.gather(fewerRows, places(tf, columns, stride), one);
  }

  private static Operand<TInt32> places(Ops tf, Operand<TInt32> length, Operand<TInt32> stride) {
    var one = tf.constant(1);
    var middle = tf.math.div(stride, tf.constant(2));
    var start = tf.math.minimum(middle, tf.math.sub(length, one)); // At least one pixel is kept.
    return tf.range(start, length, stride);
  }
}
