package io.github.tfestimator.cnn.image;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.image.ScaleAndTranslate;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** The ops that scale and shift images, which average where they shrink. */
final class DigitPlacement {
  /** The longer side of a digit in MNIST. */
  private static final float DIGIT = 20;

  /** The side of MNIST's images, whose center of mass is the middle of pixel (14, 14). */
  private static final int SIDE = 28;

  private final Ops tf;
  private final Grids grids;

  DigitPlacement(Ops tf) {
    this.tf = tf;
    grids = new Grids(tf);
  }

  /**
   * Cuts a square out of an image.
   *
   * @param images [1, rows, columns, channels]
   * @param side of the square
   * @param scale pixels of the square for each of the image, down and across: [2]
   * @param shift of the scaled image in the square, down and across: [2]
   * @return [1, side, side, channels], 0 outside of the image
   */
  Operand<TFloat32> cut(
      Operand<TFloat32> images, int side, Operand<TFloat32> scale, Operand<TFloat32> shift) {
    return tf.image.scaleAndTranslate(
        images,
        tf.array(side, side),
        scale,
        shift,
        ScaleAndTranslate.kernelType("triangle"),
        ScaleAndTranslate.antialias(true));
  }

  /**
   * Places a digit as MNIST was made: its box scaled to 20x20, the proportions kept, and its center
   * of mass in the middle of 28x28.
   *
   * @param ink [rows, columns], 0 to 1
   * @return [28, 28], whole numbers from 0 to 255
   */
  Operand<TFloat32> place(Operand<TFloat32> ink) {
    var box = grids.box(tf.math.greater(ink, tf.constant(0.5f)));
    var longer = grids.floats(tf.math.maximum(box.height(tf), box.width(tf)));
    var scale = tf.math.div(tf.constant(DIGIT), longer);
    var middle = tf.constant(SIDE / 2 + 0.5f);
    var shift = tf.math.sub(middle, tf.math.mul(grids.centerOfMass(ink), scale));
    var placed = cut(grids.image(ink), SIDE, twice(scale), shift);
    var gray = tf.math.mul(tf.reshape(placed, tf.array(SIDE, SIDE)), tf.constant(255f));
    var rounded = tf.math.floor(tf.math.add(gray, tf.constant(0.5f)));
    return tf.clipByValue(rounded, tf.constant(0f), tf.constant(255f));
  }

  /** Returns the scale that makes the longer side of a box so many pixels: a scalar. */
  Operand<TFloat32> scaleTo(float pixels, Grids.Box box) {
    return tf.math.div(
        tf.constant(pixels), grids.floats(tf.math.maximum(box.height(tf), box.width(tf))));
  }

  /** Returns the shift that brings the middle of a box into the middle of a square: [2]. */
  Operand<TFloat32> centering(Grids.Box box, Operand<TFloat32> scale, int side) {
    var ends =
        tf.stack(
            List.<Operand<TInt32>>of(
                tf.math.add(box.top(), box.bottom()), tf.math.add(box.left(), box.right())));
    var middle = tf.math.mul(grids.floats(ends), tf.constant(0.5f));
    return tf.math.sub(tf.constant(side / 2f), tf.math.mul(middle, scale));
  }

  /** Returns one scale as that of both axes: [2]. */
  Operand<TFloat32> twice(Operand<TFloat32> scale) {
    return tf.stack(List.of(scale, scale));
  }
}
