package io.github.tfestimator.cnn.image;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;

/**
 * The test whether an image is in MNIST's form already: 28x28 pixels, a box of 19 or 20 pixels
 * around all that isn't black, and the center of mass less than 0.6 pixels from pixel (14, 14). All
 * 70,000 images of MNIST pass: their boxes are 19 or 20, their centers at most 0.52 away.
 */
final class MnistForm {
  private static final int SIDE = 28;

  private MnistForm() {}

  /**
   * Tests an image.
   *
   * @param gray [rows, columns], 0 to 255
   */
  static Operand<TBool> matches(Ops tf, Operand<TFloat32> gray) {
    var grids = new Grids(tf);
    // Of a large image, which isn't in this form, a corner is enough.
    var size = tf.math.minimum(tf.shape(gray), tf.constant(SIDE));
    var corner = tf.slice(gray, tf.array(0, 0), size);
    var box = grids.box(tf.math.greater(corner, tf.constant(0f)));
    var side = tf.math.maximum(box.height(tf), box.width(tf));
    var offset = tf.math.sub(grids.centerOfMass(corner), tf.constant(SIDE / 2 + 0.5f));
    var distance = tf.reduceMax(tf.math.abs(offset), tf.constant(0));
    var conditions =
        tf.stack(
            List.of(
                tf.math.equal(grids.rows(gray), tf.constant(SIDE)),
                tf.math.equal(grids.columns(gray), tf.constant(SIDE)),
                tf.math.greaterEqual(side, tf.constant(19)),
                tf.math.lessEqual(side, tf.constant(20)),
                tf.math.less(distance, tf.constant(0.6f))));
    return tf.reduceAll(conditions, tf.constant(0));
  }
}
