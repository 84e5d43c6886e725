package io.github.tfestimator.cnn.image;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** The ops that take an image's outermost pixels. */
final class ImageBorder {
  private final Ops tf;
  private final Operand<TInt32> zero;
  private final Operand<TInt32> one;

  ImageBorder(Ops tf) {
    this.tf = tf;
    zero = tf.constant(0);
    one = tf.constant(1);
  }

  /**
   * Returns the outermost pixels of an image.
   *
   * @param image [rows, columns]
   * @return [pixels], each of the outermost pixels once
   */
  Operand<TFloat32> of(Operand<TFloat32> image) {
    var shape = tf.shape(image);
    var rows = tf.gather(shape, zero, zero);
    var columns = tf.gather(shape, one, zero);
    // Where there is but one row or column, the last is none besides the first.
    var lastRow = tf.math.maximum(one, tf.math.sub(rows, one));
    var lastColumn = tf.math.maximum(one, tf.math.sub(columns, one));
    return tf.concat(
        List.of(
            part(image, zero, one, zero, columns),
            part(image, lastRow, rows, zero, columns),
            part(image, one, lastRow, zero, one),
            part(image, one, lastRow, lastColumn, columns)),
        zero);
  }

  /** A block of the image, which may be empty, as one line. */
  private Operand<TFloat32> part(
      Operand<TFloat32> image,
      Operand<TInt32> row,
      Operand<TInt32> endRow,
      Operand<TInt32> column,
      Operand<TInt32> endColumn) {
    var block =
        tf.stridedSlice(
            image,
            tf.stack(List.of(row, column)),
            tf.stack(List.of(endRow, endColumn)),
            tf.array(1, 1));
    return tf.reshape(block, tf.array(-1));
  }
}
