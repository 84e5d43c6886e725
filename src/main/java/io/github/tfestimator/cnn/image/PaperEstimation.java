package io.github.tfestimator.cnn.image;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * The ops that estimate the paper behind dark ink: a morphological closing by a square a quarter of
 * the longer side wide. It removes dark strokes that are narrower and keeps gradients, straight
 * shadows and the straight edges of sheets.
 */
final class PaperEstimation {
  private final Ops tf;
  private final Operand<TInt32> one;

  PaperEstimation(Ops tf) {
    this.tf = tf;
    one = tf.constant(1);
  }

  /**
   * Estimates the paper.
   *
   * @param gray [rows, columns], dark ink
   * @return of the same shape, nowhere darker
   */
  Operand<TFloat32> paper(Operand<TFloat32> gray) {
    var side = tf.reduceMax(tf.shape(gray), tf.constant(0));
    var halfWidth = tf.math.div(tf.math.div(side, tf.constant(4)), tf.constant(2));
    var width = tf.math.add(tf.math.mul(halfWidth, tf.constant(2)), one); // odd
    var dilated = transposed(maxOfRows(gray, width));
    var closedAcross = minOfRows(maxOfRows(dilated, width), width);
    return minOfRows(transposed(closedAcross), width);
  }

  /** The columns are the pooling's channels, which makes it several times as fast. */
  private Operand<TFloat32> maxOfRows(Operand<TFloat32> matrix, Operand<TInt32> width) {
    var deep = tf.expandDims(tf.expandDims(matrix, one), tf.constant(0)); // [1, rows, 1, columns]
    var window = tf.stack(List.of(one, width, one, one));
    var pooled = tf.nn.maxPool(deep, window, tf.array(1, 1, 1, 1), "SAME");
    return tf.reshape(pooled, tf.shape(matrix));
  }

  private Operand<TFloat32> minOfRows(Operand<TFloat32> matrix, Operand<TInt32> width) {
    return tf.math.neg(maxOfRows(tf.math.neg(matrix), width));
  }

  private Operand<TFloat32> transposed(Operand<TFloat32> matrix) {
    return tf.linalg.transpose(matrix, tf.array(1, 0));
  }
}
