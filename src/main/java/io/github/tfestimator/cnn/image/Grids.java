package io.github.tfestimator.cnn.image;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TType;

/** Small ops on matrices of pixels, for the steps of {@link Fitting}. */
final class Grids {
  private final Ops tf;
  private final Operand<TInt32> zero;

  Grids(Ops tf) {
    this.tf = tf;
    zero = tf.constant(0);
  }

  /** Half-open bounds of a box: scalars. */
  record Box(
      Operand<TInt32> top, Operand<TInt32> bottom, Operand<TInt32> left, Operand<TInt32> right) {
    Operand<TInt32> height(Ops tf) {
      return tf.math.sub(bottom, top);
    }

    Operand<TInt32> width(Ops tf) {
      return tf.math.sub(right, left);
    }
  }

  /** Returns one element of a vector, or one row of a matrix. */
  <T extends TType> Operand<T> at(Operand<T> values, int index) {
    return tf.gather(values, tf.constant(index), zero);
  }

  Operand<TInt32> rows(Operand<?> matrix) {
    return at(tf.shape(matrix), 0);
  }

  Operand<TInt32> columns(Operand<?> matrix) {
    return at(tf.shape(matrix), 1);
  }

  /** Tells whether a matrix is a strip, as of a 1 that was cropped to its ink: a scalar. */
  Operand<TBool> isStrip(Operand<?> matrix) {
    var shorter = tf.math.minimum(rows(matrix), columns(matrix));
    var longer = tf.math.maximum(rows(matrix), columns(matrix));
    return tf.math.greaterEqual(longer, tf.math.mul(shorter, tf.constant(3)));
  }

  Operand<TFloat32> floats(Operand<? extends TType> values) {
    return tf.dtypes.cast(values, TFloat32.class);
  }

  /** Adds up all elements of a matrix. */
  Operand<TFloat32> sum(Operand<TFloat32> matrix) {
    return tf.reduceSum(matrix, tf.array(0, 1));
  }

  /** Counts the true elements of a matrix. */
  Operand<TFloat32> count(Operand<TBool> matrix) {
    return sum(floats(matrix));
  }

  /** Returns the sums of the first and the last row if the axis is 1, or column if it is 0: [2]. */
  Operand<TFloat32> ends(Operand<TFloat32> matrix, int axis) {
    var sums = tf.reduceSum(matrix, tf.constant(axis));
    var last = tf.math.sub(tf.size(sums), tf.constant(1));
    return tf.gather(sums, tf.stack(List.of(zero, last)), zero);
  }

  /** Returns a matrix as an image, [1, rows, columns, 1]. */
  Operand<TFloat32> image(Operand<TFloat32> matrix) {
    return tf.expandDims(tf.expandDims(matrix, zero), tf.constant(-1));
  }

  /** Returns the only channel of the only image. */
  Operand<TFloat32> matrix(Operand<TFloat32> image) {
    var shape = tf.shape(image);
    return tf.reshape(image, tf.stack(List.of(at(shape, 1), at(shape, 2))));
  }

  /** Returns the smallest box that holds all true pixels, or all pixels if none is true. */
  Box box(Operand<TBool> mask) {
    var whole = tf.dtypes.cast(mask, TInt32.class);
    var byRow = tf.reduceMax(whole, tf.constant(1));
    var byColumn = tf.reduceMax(whole, zero);
    return new Box(first(byRow), end(byRow), first(byColumn), end(byColumn));
  }

  /** Returns the center of mass: the mean index of a pixel, row and column, plus a half. */
  Operand<TFloat32> centerOfMass(Operand<TFloat32> mass) {
    var total = tf.math.add(sum(mass), tf.constant(1e-3f));
    var down = moment(tf.reduceSum(mass, tf.constant(1)));
    var across = moment(tf.reduceSum(mass, zero));
    return tf.math.div(tf.stack(List.of(down, across)), total);
  }

  private Operand<TFloat32> moment(Operand<TFloat32> masses) {
    var centers = tf.math.add(upTo(tf.size(masses)), tf.constant(0.5f));
    return tf.reduceSum(tf.math.mul(masses, centers), zero);
  }

  /** Returns 0, 1, 2 and so on: [end]. */
  Operand<TFloat32> upTo(Operand<TInt32> end) {
    return floats(tf.range(zero, end, tf.constant(1)));
  }

  private Operand<TInt32> first(Operand<TInt32> flags) {
    return tf.math.argMax(flags, zero, TInt32.class);
  }

  private Operand<TInt32> end(Operand<TInt32> flags) {
    return tf.math.sub(tf.size(flags), first(tf.reverse(flags, tf.array(0))));
  }
}
