package io.github.tfestimator.export;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.ReduceSum;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * Scales a grey picture of any size to 28x28, in the graph, padding what isn't square with the
 * median of its border. Rows and columns are scaled one after the other, each by a product with a
 * matrix of weights: how much of which pixel goes into which. A picture of 28x28 stays as it is,
 * for its matrices are the identity.
 */
final class SquareScaling {
  private static final int SIDE = 28;

  private final Ops tf;
  private final Operand<TInt32> zero;
  private final Operand<TInt32> one;

  SquareScaling(Ops tf) {
    this.tf = tf;
    zero = tf.constant(0);
    one = tf.constant(1);
  }

  /**
   * @param grey [rows, columns], 0 to 255
   * @return [28, 28], whole numbers from 0 to 255
   */
  Operand<TFloat32> scale(Operand<TFloat32> grey) {
    var shape = tf.shape(grey);
    var rows = tf.gather(shape, zero, zero);
    var columns = tf.gather(shape, one, zero);
    var side = tf.math.maximum(rows, columns);
    var down = weights(rows, side); // [28, rows]
    var across = weights(columns, side); // [28, columns]

    var inside = timesTransposed(tf.linalg.matMul(down, grey), across);
    var share = timesTransposed(sumOfRows(down), sumOfRows(across)); // how much isn't padding
    var outside = tf.math.mul(background(grey, rows, columns), tf.math.sub(tf.constant(1f), share));
    var rounded = tf.math.floor(tf.math.add(tf.math.add(inside, outside), tf.constant(0.5f)));
    return tf.clipByValue(rounded, tf.constant(0f), tf.constant(255f));
  }

  /**
   * How much of each of a line's pixels goes into each of 28: by the length that it covers if they
   * become fewer, by linear interpolation between centres if they become more.
   *
   * @param length of the line, at most the side
   * @param side of the square in whose middle it lies
   * @return [28, length]
   */
  private Operand<TFloat32> weights(Operand<TInt32> length, Operand<TInt32> side) {
    var step = tf.math.div(tf.dtypes.cast(side, TFloat32.class), tf.constant((float) SIDE));
    var padding = tf.math.div(tf.math.sub(side, length), tf.constant(2));
    var ours = tf.reshape(upTo(tf.constant(SIDE)), tf.array(SIDE, 1));
    var its = tf.reshape(upTo(length), tf.array(1, -1));
    var from = tf.math.sub(tf.math.mul(ours, step), tf.dtypes.cast(padding, TFloat32.class));

    var end = tf.math.minimum(tf.math.add(from, step), tf.math.add(its, tf.constant(1f)));
    var covered = tf.math.sub(end, tf.math.maximum(from, its));
    var byLength = tf.math.div(tf.nn.relu(covered), step);

    var half = tf.math.div(tf.math.sub(step, tf.constant(1f)), tf.constant(2f));
    var distance = tf.math.abs(tf.math.sub(tf.math.add(from, half), its));
    var byDistance = tf.nn.relu(tf.math.sub(tf.constant(1f), distance));

    return tf.select(tf.math.greaterEqual(step, tf.constant(1f)), byLength, byDistance);
  }

  /** The median of the outermost pixels, each counted once; of two, the brighter. */
  private Operand<TFloat32> background(
      Operand<TFloat32> grey, Operand<TInt32> rows, Operand<TInt32> columns) {
    // Where there is but one row or column, the last is none besides the first.
    var lastRow = tf.math.maximum(one, tf.math.sub(rows, one));
    var lastColumn = tf.math.maximum(one, tf.math.sub(columns, one));
    var border =
        tf.concat(
            List.of(
                part(grey, zero, one, zero, columns),
                part(grey, lastRow, rows, zero, columns),
                part(grey, one, lastRow, zero, one),
                part(grey, one, lastRow, lastColumn, columns)),
            zero);
    var size = tf.size(border);
    var upperHalf = tf.math.sub(size, tf.math.div(size, tf.constant(2)));
    var descending = tf.nn.topK(border, upperHalf, TInt32.class).values();
    return tf.gather(descending, tf.math.sub(upperHalf, one), zero);
  }

  /** A block of the picture, which may be empty, as one line. */
  private Operand<TFloat32> part(
      Operand<TFloat32> grey,
      Operand<TInt32> row,
      Operand<TInt32> endRow,
      Operand<TInt32> column,
      Operand<TInt32> endColumn) {
    var block =
        tf.stridedSlice(
            grey,
            tf.stack(List.of(row, column)),
            tf.stack(List.of(endRow, endColumn)),
            tf.array(1, 1));
    return tf.reshape(block, tf.array(-1));
  }

  private Operand<TFloat32> upTo(Operand<TInt32> end) {
    return tf.dtypes.cast(tf.range(zero, end, one), TFloat32.class);
  }

  private Operand<TFloat32> sumOfRows(Operand<TFloat32> matrix) {
    return tf.reduceSum(matrix, one, ReduceSum.keepDims(true));
  }

  private Operand<TFloat32> timesTransposed(Operand<TFloat32> a, Operand<TFloat32> b) {
    return tf.linalg.matMul(a, b, MatMul.transposeB(true));
  }
}
