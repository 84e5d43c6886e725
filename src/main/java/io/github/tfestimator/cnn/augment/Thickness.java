package io.github.tfestimator.cnn.augment;

import static io.github.tfestimator.layers.LayerArguments.poolSize;
import static io.github.tfestimator.layers.LayerArguments.strides;
import static io.github.tfestimator.layers.Padding.SAME;

import io.github.tfestimator.layers.Layers;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Bolder and finer strokes, bright on dark: images blended with their dilation, up to wholly, or
 * with their erosion, up to half, which leaves something of the finest stroke. Both are of a window
 * of 3x3 at 28 pixels.
 */
final class Thickness {
  private static final float MAX = 1;
  private static final float MIN = -0.5f;

  private Thickness() {}

  static Operand<TFloat32> of(Ops tf, Operand<TFloat32> images, RandomNumbers random) {
    int side = (int) Math.min(images.shape().get(1), images.shape().get(2));
    int window = 2 * Math.max(1, Math.round(side / 28f)) + 1;
    var thickness = random.uniform("thickness", 0, MIN, MAX);
    var bolder = tf.math.sub(largest(tf, images, window), images);
    var finer = tf.math.add(largest(tf, tf.math.neg(images), window), images);
    // Both are 0 or more: finer says how much there is to take away.
    return tf.math.add(
        images,
        tf.math.add(
            tf.math.mul(tf.math.maximum(thickness, tf.constant(0f)), bolder),
            tf.math.mul(tf.math.minimum(thickness, tf.constant(0f)), finer)));
  }

  private static Operand<TFloat32> largest(Ops tf, Operand<TFloat32> images, int window) {
    return Layers.on(tf).maxPooling2d(images, poolSize(window, window), strides(1), SAME);
  }
}
