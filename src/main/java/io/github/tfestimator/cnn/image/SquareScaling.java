package io.github.tfestimator.cnn.image;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.ReduceSum;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * The ops that scale a gray image of any size to 28x28, padding what isn't square with the median
 * of its border. Rows and columns are scaled one after the other, each by a product with a matrix
 * of weights. The weights are whole numbers, or halves, and divided by only at the end, so that
 * floats hold sides of up to 128 pixels exactly. An image of 28x28 stays as it is.
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
   * Scales an image to 28x28.
   *
   * @param gray [rows, columns], 0 to 255
   * @return [28, 28], whole numbers from 0 to 255
   */
  Operand<TFloat32> scale(Operand<TFloat32> gray) {
    var shape = tf.shape(gray);
    var rows = tf.gather(shape, zero, zero);
    var columns = tf.gather(shape, one, zero);
    var side = tf.math.maximum(rows, columns);
    var down = weights(rows, side); // [28, rows]
    var across = weights(columns, side); // [28, columns]

    var inside = timesTransposed(tf.linalg.matMul(down, gray), across);
    var share = timesTransposed(sumOfRows(down), sumOfRows(across)); // how much isn't padding
    var whole = tf.math.square(floats(tf.math.maximum(side, tf.constant(SIDE))));
    var outside = tf.math.mul(background(gray), tf.math.sub(whole, share));
    var mean = tf.math.div(tf.math.add(inside, outside), whole);
    return tf.math.floor(tf.math.add(mean, tf.constant(0.5f)));
  }

  /**
   * Returns the weights of a line's pixels in each of the 28 scaled pixels: by covered length when
   * shrinking, by linear interpolation between centers when enlarging. Lengths are in 28ths of a
   * pixel.
   *
   * @param length of the line, at most the side
   * @param side of the square in whose middle it lies
   * @return [28, length], of which a row, padding included, has the sum 28 or, if that is more, the
   *     side
   */
  private Operand<TFloat32> weights(Operand<TInt32> length, Operand<TInt32> side) {
    var pixel = tf.constant((float) SIDE);
    var step = floats(side);
    var padding = tf.math.div(tf.math.sub(side, length), tf.constant(2));
    var index = tf.reshape(upTo(tf.constant(SIDE)), tf.array(SIDE, 1));
    var sourceIndex = tf.reshape(upTo(length), tf.array(1, -1));
    var start = tf.math.mul(index, step);
    var sourceStart = tf.math.mul(tf.math.add(sourceIndex, floats(padding)), pixel);

    var end = tf.math.add(start, step);
    var sourceEnd = tf.math.add(sourceStart, pixel);
    var covered = tf.math.sub(tf.math.minimum(end, sourceEnd), tf.math.maximum(start, sourceStart));

    var center = tf.math.add(start, tf.math.mul(step, tf.constant(0.5f)));
    var sourceCenter = tf.math.add(sourceStart, tf.constant(SIDE / 2f));
    var nearness = tf.math.sub(pixel, tf.math.abs(tf.math.sub(center, sourceCenter)));

    return tf.nn.relu(tf.select(tf.math.greaterEqual(step, pixel), covered, nearness));
  }

  /** The median of the border; of two, the brighter. */
  private Operand<TFloat32> background(Operand<TFloat32> gray) {
    var border = new ImageBorder(tf).of(gray);
    var size = tf.size(border);
    var upperHalf = tf.math.sub(size, tf.math.div(size, tf.constant(2)));
    var descending = tf.nn.topK(border, upperHalf, TInt32.class).values();
    return tf.gather(descending, tf.math.sub(upperHalf, one), zero);
  }

  private Operand<TFloat32> upTo(Operand<TInt32> end) {
    return floats(tf.range(zero, end, one));
  }

  private Operand<TFloat32> floats(Operand<TInt32> numbers) {
    return tf.dtypes.cast(numbers, TFloat32.class);
  }

  private Operand<TFloat32> sumOfRows(Operand<TFloat32> matrix) {
    return tf.reduceSum(matrix, one, ReduceSum.keepDims(true));
  }

  private Operand<TFloat32> timesTransposed(Operand<TFloat32> a, Operand<TFloat32> b) {
    return tf.linalg.matMul(a, b, MatMul.transposeB(true));
  }
}
