package io.github.tfestimator.cnn.augment;

import static io.github.tfestimator.cnn.augment.AugmentationKind.CROP;
import static io.github.tfestimator.cnn.augment.AugmentationKind.ELASTIC;
import static io.github.tfestimator.cnn.augment.AugmentationKind.FLIP;
import static io.github.tfestimator.cnn.augment.AugmentationKind.ROTATION;
import static io.github.tfestimator.cnn.augment.AugmentationKind.SCALE;
import static io.github.tfestimator.cnn.augment.AugmentationKind.SHEAR;
import static io.github.tfestimator.cnn.augment.AugmentationKind.SHIFT;

import java.util.Set;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * All that moves pixels. For each pixel of the result it computes the place in the image that the
 * pixel comes from, by all kinds together, so that the image is interpolated once only.
 *
 * <p>With (u, v) counted from the center, to the right and downwards, that place is
 *
 * <pre>
 * x = center + flip * ((cos + shear * sin) * u + (sin - shear * cos) * v) / scaleX + moves
 * y = center + (cos * v - sin * u) / scaleY + moves
 * </pre>
 */
final class Geometry {
  private static final float SHIFT_PART = 2f / 28;
  private static final float CROP_PART = 4f / 32;
  private static final float MAX_RADIANS = (float) Math.toRadians(25);
  private static final float SCALE_RANGE = 0.2f;
  private static final float MAX_SHEAR = 0.3f;
  private static final Set<AugmentationKind> KINDS =
      Set.of(SHIFT, ROTATION, SCALE, SHEAR, ELASTIC, FLIP, CROP);

  private final Ops tf;
  private final Set<AugmentationKind> kinds;
  private final RandomNumbers random;
  private final int height;
  private final int width;

  private Geometry(
      Ops tf, Operand<TFloat32> images, Set<AugmentationKind> kinds, RandomNumbers random) {
    this.tf = tf;
    this.kinds = kinds;
    this.random = random;
    this.height = (int) images.shape().get(1);
    this.width = (int) images.shape().get(2);
  }

  /** Moves the pixels of images [batch, height, width, channels]. */
  static Operand<TFloat32> of(
      Ops tf, Operand<TFloat32> images, Set<AugmentationKind> kinds, RandomNumbers random) {
    if (KINDS.stream().noneMatch(kinds::contains)) {
      return images;
    }
    return new Geometry(tf, images, kinds, random).sampled(images);
  }

  private Operand<TFloat32> sampled(Operand<TFloat32> images) {
    var turned = turned();
    var x = moved(turned.x(), "x", width);
    var y = moved(turned.y(), "y", height);
    return BilinearSampling.of(tf, images, x, y);
  }

  /** Coordinates, [batch or 1, height, width, 1] each. */
  private record Coordinates(Operand<TFloat32> x, Operand<TFloat32> y) {}

  /** The coordinates after rotation, shear, scale and flip. */
  private Coordinates turned() {
    var u = tf.reshape(tf.constant(fromCenter(width)), tf.array(1, 1, width, 1));
    var v = tf.reshape(tf.constant(fromCenter(height)), tf.array(1, height, 1, 1));
    var angle = uniform(ROTATION, "rotation", 0, MAX_RADIANS);
    var sin = tf.math.sin(angle);
    var cos = tf.math.cos(angle);
    var shear = uniform(SHEAR, "shear", 0, MAX_SHEAR);
    var scaleX = uniform(SCALE, "scale_x", 1, SCALE_RANGE);
    var scaleY = uniform(SCALE, "scale_y", 1, SCALE_RANGE);
    var ofU = tf.math.add(cos, tf.math.mul(shear, sin));
    var ofV = tf.math.sub(sin, tf.math.mul(shear, cos));
    var x = tf.math.div(tf.math.add(tf.math.mul(ofU, u), tf.math.mul(ofV, v)), scaleX);
    var y = tf.math.div(tf.math.sub(tf.math.mul(cos, v), tf.math.mul(sin, u)), scaleY);
    return new Coordinates(
        tf.math.add(tf.math.mul(flip(), x), tf.constant(center(width))),
        tf.math.add(y, tf.constant(center(height))));
  }

  /** The coordinates after shift, crop and elastic displacement along an axis. */
  private Operand<TFloat32> moved(Operand<TFloat32> coordinates, String axis, int size) {
    var moved = tf.math.add(coordinates, uniform(SHIFT, "shift_" + axis, 0, SHIFT_PART * size));
    if (kinds.contains(CROP)) {
      int padding = Math.round(CROP_PART * size);
      // Whole pixels, from -padding to padding.
      moved =
          tf.math.add(
              moved, tf.math.floor(random.uniform("crop_" + axis, 0, -padding, padding + 1f)));
    }
    if (kinds.contains(ELASTIC)) {
      moved = tf.math.add(moved, ElasticDisplacement.of(tf, random, axis, height, width));
    }
    return moved;
  }

  private Operand<TFloat32> flip() {
    return kinds.contains(FLIP)
        // Half of the numbers are below 0.
        ? tf.select(
            tf.math.less(random.uniform("flip", 0, -1, 1), tf.constant(0f)),
            tf.constant(-1f),
            tf.constant(1f))
        : tf.constant(1f);
  }

  private Operand<TFloat32> uniform(
      AugmentationKind kind, String name, float neutral, float range) {
    return kinds.contains(kind)
        ? random.uniform(name, neutral, neutral - range, neutral + range)
        : tf.constant(neutral);
  }

  private static float center(int size) {
    return (size - 1) / 2f;
  }

  private static float[] fromCenter(int size) {
    float[] places = new float[size];
    for (int i = 0; i < size; i++) {
      places[i] = i - center(size);
    }
    return places;
  }
}
