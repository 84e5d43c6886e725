package io.github.tfestimator.cnn.augment;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.math.Mean;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * Other contrast, around the mean of an image, other saturation, around the mean of a pixel's
 * channels, and other brightness; what leaves 0..1 is clipped.
 */
final class Color {
  private static final float CONTRAST_RANGE = 0.3f;
  private static final float SATURATION_RANGE = 0.5f;
  private static final float MAX_BRIGHTNESS = 0.2f;

  private Color() {}

  static Operand<TFloat32> of(Ops tf, Operand<TFloat32> images, RandomNumbers random) {
    var contrast = random.uniform("contrast", 1, 1 - CONTRAST_RANGE, 1 + CONTRAST_RANGE);
    var saturation = random.uniform("saturation", 1, 1 - SATURATION_RANGE, 1 + SATURATION_RANGE);
    var brightness = random.uniform("brightness", 0, -MAX_BRIGHTNESS, MAX_BRIGHTNESS);
    var contrasted = stretched(tf, images, tf.array(1, 2, 3), contrast);
    var saturated = stretched(tf, contrasted, tf.array(3), saturation);
    return tf.clipByValue(tf.math.add(saturated, brightness), tf.constant(0f), tf.constant(1f));
  }

  /** The distances from the mean over some axes, times a factor. */
  private static Operand<TFloat32> stretched(
      Ops tf, Operand<TFloat32> images, Operand<TInt32> axes, Operand<TFloat32> factor) {
    var mean = tf.math.mean(images, axes, Mean.keepDims(true));
    return tf.math.add(
        images, tf.math.mul(tf.math.sub(images, mean), tf.math.sub(factor, tf.constant(1f))));
  }
}
