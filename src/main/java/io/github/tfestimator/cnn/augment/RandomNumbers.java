package io.github.tfestimator.cnn.augment;

import io.github.tfestimator.layers.RandomSeed;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

/**
 * The random numbers of an augmentation. Each kind has a stream of its own, named after it, so that
 * a kind draws the same numbers whatever others there are.
 *
 * @param tf the scope of the augmentation
 * @param shape int32 [4], of the images
 * @param step int64 scalar, the global step
 * @param strength the part of each range that is used, 0 to 1
 */
record RandomNumbers(Ops tf, Operand<TInt32> shape, Operand<TInt64> step, float strength) {
  /** The length of the range of uniform numbers whose standard deviation is 1. */
  private static final float UNIFORM_RANGE = (float) Math.sqrt(12);

  /**
   * Draws a number for each image, uniform from low to high.
   *
   * @param name of the stream and the op
   * @param neutral the value that changes nothing, which the range shrinks to without strength
   * @return [batch, 1, 1, 1]
   */
  Operand<TFloat32> uniform(String name, float neutral, float low, float high) {
    float from = neutral + strength * (low - neutral);
    float range = strength * (high - low);
    var one = tf.constant(1);
    var unit =
        tf.random.statelessRandomUniform(tf.stack(List.of(dimension(0), one, one, one)), key(name));
    return tf.withName(name).math.add(tf.math.mul(unit, tf.constant(range)), tf.constant(from));
  }

  /**
   * Draws a number for each pixel, uniform around 0.
   *
   * @param name of the stream and the op
   * @param deviation the standard deviation
   * @return [batch, height, width]
   */
  Operand<TFloat32> noise(String name, float deviation) {
    var unit =
        tf.random.statelessRandomUniform(
            tf.stack(List.of(dimension(0), dimension(1), dimension(2))), key(name));
    var range = tf.constant(strength * deviation * UNIFORM_RANGE);
    return tf.withName(name).math.mul(tf.math.sub(unit, tf.constant(0.5f)), range);
  }

  private Operand<TInt64> key(String name) {
    return RandomSeed.key(tf, "augment/" + name, step);
  }

  private Operand<TInt32> dimension(int index) {
    return tf.gather(shape, tf.constant(index), tf.constant(0));
  }
}
