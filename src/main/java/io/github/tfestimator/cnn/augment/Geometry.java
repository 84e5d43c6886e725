package io.github.tfestimator.cnn.augment;

import static io.github.tfestimator.cnn.augment.AugmentationKind.CROP;
import static io.github.tfestimator.cnn.augment.AugmentationKind.ELASTIC;
import static io.github.tfestimator.cnn.augment.AugmentationKind.FLIP;
import static io.github.tfestimator.cnn.augment.AugmentationKind.ROTATION;
import static io.github.tfestimator.cnn.augment.AugmentationKind.SCALE;
import static io.github.tfestimator.cnn.augment.AugmentationKind.SHEAR;
import static io.github.tfestimator.cnn.augment.AugmentationKind.SHIFT;

import java.util.Set;
import java.util.stream.Stream;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Stack;
import org.tensorflow.types.TFloat32;

/**
 * All that moves pixels. For each pixel of the result there is a place in the image that the pixel
 * comes from, by all kinds together, so that the image is interpolated once only.
 *
 * <p>With (u, v) counted from the center, to the right and downwards, that place is
 *
 * <pre>
 * x = center + flip * ((cos + shear * sin) * u + (sin - shear * cos) * v) / scaleX + moves
 * y = center + (cos * v - sin * u) / scaleY + moves
 * </pre>
 *
 * <p>Without elastic displacement the moves are the same for all pixels of an image, and an op of
 * TensorFlow's does the rest.
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

  /** The place along an axis that the pixel (x, y) comes from: ofX * x + ofY * y + first. */
  private record Places(Operand<TFloat32> ofX, Operand<TFloat32> ofY, Operand<TFloat32> first) {}

  private Operand<TFloat32> sampled(Operand<TFloat32> images) {
    var angle = uniform(ROTATION, "rotation", 0, MAX_RADIANS);
    var sin = tf.math.sin(angle);
    var cos = tf.math.cos(angle);
    var shear = uniform(SHEAR, "shear", 0, MAX_SHEAR);
    var scaleX = tf.math.div(flip(), uniform(SCALE, "scale_x", 1, SCALE_RANGE));
    var scaleY = uniform(SCALE, "scale_y", 1, SCALE_RANGE);
    var ofU = tf.math.mul(tf.math.add(cos, tf.math.mul(shear, sin)), scaleX);
    var ofV = tf.math.mul(tf.math.sub(sin, tf.math.mul(shear, cos)), scaleX);
    var x = places(ofU, ofV, tf.math.add(tf.constant(center(width)), moves("x", width)));
    var y =
        places(
            tf.math.neg(tf.math.div(sin, scaleY)),
            tf.math.div(cos, scaleY),
            tf.math.add(tf.constant(center(height)), moves("y", height)));
    return kinds.contains(ELASTIC)
        ? BilinearSampling.of(tf, images, displaced(x, "x"), displaced(y, "y"))
        : transformed(images, x, y);
  }

  /**
   * The places by what is added for each pixel from the center, and where the center comes from.
   */
  private Places places(Operand<TFloat32> ofU, Operand<TFloat32> ofV, Operand<TFloat32> ofCenter) {
    var toCenter =
        tf.math.add(
            tf.math.mul(ofU, tf.constant(center(width))),
            tf.math.mul(ofV, tf.constant(center(height))));
    return new Places(ofU, ofV, tf.math.sub(ofCenter, toCenter));
  }

  /** Returns what shift and crop add along an axis. */
  private Operand<TFloat32> moves(String axis, int size) {
    var shift = uniform(SHIFT, "shift_" + axis, 0, SHIFT_PART * size);
    if (!kinds.contains(CROP)) {
      return shift;
    }
    int padding = Math.round(CROP_PART * size);
    // Whole pixels, from -padding to padding.
    var crop = tf.math.floor(random.uniform("crop_" + axis, 0, -padding, padding + 1f));
    return tf.math.add(shift, crop);
  }

  /** Returns the places of all pixels after an elastic displacement, [batch, height, width, 1]. */
  private Operand<TFloat32> displaced(Places places, String axis) {
    var x = tf.reshape(tf.constant(upTo(width)), tf.array(1, 1, width, 1));
    var y = tf.reshape(tf.constant(upTo(height)), tf.array(1, height, 1, 1));
    var straight = tf.math.add(tf.math.mul(places.ofX(), x), tf.math.mul(places.ofY(), y));
    return tf.math.add(
        tf.math.add(straight, places.first()),
        ElasticDisplacement.of(tf, random, axis, height, width));
  }

  /** As {@link BilinearSampling}, by one op, where a matrix for each image says it all. */
  private Operand<TFloat32> transformed(Operand<TFloat32> images, Places x, Places y) {
    var batch = tf.shape.take(tf.shape(images), tf.constant(1));
    var zero = tf.constant(0f);
    var matrices =
        Stream.of(x.ofX(), x.ofY(), x.first(), y.ofX(), y.ofY(), y.first(), zero, zero)
            .<Operand<TFloat32>>map(
                number -> tf.broadcastTo(tf.reshape(number, tf.array(-1)), batch))
            .toList();
    return tf.image.imageProjectiveTransformV3(
        images,
        tf.stack(matrices, Stack.axis(1L)),
        tf.array(height, width),
        tf.constant(0f),
        "BILINEAR");
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

  private static float[] upTo(int size) {
    float[] numbers = new float[size];
    for (int i = 0; i < size; i++) {
      numbers[i] = i;
    }
    return numbers;
  }
}
