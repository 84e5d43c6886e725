package io.github.tfestimator.cnn.augment;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Gather;
import org.tensorflow.op.core.Squeeze;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** The values of images at places between their pixels, by bilinear interpolation. */
final class BilinearSampling {
  private static final Squeeze.Options CHANNELS = Squeeze.axis(List.of(3L));

  private final Ops tf;
  private final Operand<TFloat32> pixels;
  private final int paddedWidth;

  private BilinearSampling(Ops tf, Operand<TFloat32> images) {
    this.tf = tf;
    int height = (int) images.shape().get(1);
    int width = (int) images.shape().get(2);
    int channels = (int) images.shape().get(3);
    // One pixel of background before the image and two behind it hold all neighbors of what is
    // outside.
    this.paddedWidth = width + 3;
    var paddings = tf.reshape(tf.array(0, 0, 1, 2, 1, 2, 0, 0), tf.array(4, 2));
    this.pixels =
        tf.reshape(
            tf.pad(images, paddings, tf.constant(0f)),
            tf.array(-1, (height + 3) * paddedWidth, channels));
  }

  /**
   * Samples images, which are surrounded by zeros.
   *
   * @param images [batch, height, width, channels]
   * @param x [batch, height, width, 1], 0 for the first column
   * @param y [batch, height, width, 1], 0 for the first row
   * @return as the images
   */
  static Operand<TFloat32> of(
      Ops tf, Operand<TFloat32> images, Operand<TFloat32> x, Operand<TFloat32> y) {
    var sampling = new BilinearSampling(tf, images);
    var sampled =
        sampling.at(
            sampling.within(x, (int) images.shape().get(2)),
            sampling.within(y, (int) images.shape().get(1)));
    return tf.reshape(
        sampled,
        tf.array(
            -1,
            (int) images.shape().get(1),
            (int) images.shape().get(2),
            (int) images.shape().get(3)));
  }

  /** Places on the padded image; all that is outside lies on the padding. */
  private Operand<TFloat32> within(Operand<TFloat32> places, int size) {
    var clipped = tf.clipByValue(places, tf.constant(-1f), tf.constant((float) size));
    return tf.math.add(clipped, tf.constant(1f));
  }

  private Operand<TFloat32> at(Operand<TFloat32> x, Operand<TFloat32> y) {
    var left = tf.math.floor(x);
    var top = tf.math.floor(y);
    var toRight = tf.math.sub(x, left);
    var toBottom = tf.math.sub(y, top);
    var row = tf.math.mul(tf.dtypes.cast(top, TInt32.class), tf.constant(paddedWidth));
    var first = tf.math.add(row, tf.dtypes.cast(left, TInt32.class));
    var above = between(neighbors(first, 0), neighbors(first, 1), toRight);
    var below = between(neighbors(first, paddedWidth), neighbors(first, paddedWidth + 1), toRight);
    return between(above, below, toBottom);
  }

  /** The pixels at some distance from others: [batch, height, width, channels]. */
  private Operand<TFloat32> neighbors(Operand<TInt32> first, int distance) {
    var indices = tf.squeeze(tf.math.add(first, tf.constant(distance)), CHANNELS);
    return tf.gather(pixels, indices, tf.constant(1), Gather.batchDims(1L));
  }

  private Operand<TFloat32> between(
      Operand<TFloat32> from, Operand<TFloat32> to, Operand<TFloat32> part) {
    var rest = tf.math.sub(tf.constant(1f), part);
    return tf.math.add(tf.math.mul(from, rest), tf.math.mul(to, part));
  }
}
