package io.github.tfestimator.cnn.augment;

import static io.github.tfestimator.cnn.augment.AugmentationKind.COLOR;
import static io.github.tfestimator.cnn.augment.AugmentationKind.THICKNESS;

import io.github.tfestimator.layers.GlobalStep;
import io.github.tfestimator.layers.RandomSeed;
import java.util.List;
import java.util.Set;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Random changes of the images of a training step.
 *
 * <p>Each is a pure function of ({@link RandomSeed}, {@link GlobalStep}, place in the batch), so
 * that a training that was resumed changes its images as it would have changed them. What comes
 * into an image from beyond its edge is 0, the background of scaled images.
 */
public final class Augmentation {
  private static final String SCOPE = "augment";

  private Augmentation() {}

  /**
   * Adds the ops that change images: first all that moves pixels, which are sampled once, then the
   * thickness, then the color.
   *
   * @param tf the graph of a training, at its top level
   * @param images [batch, height, width, channels], all but the batch known, scaled to 0..1
   * @param kinds how to change them, in any order
   * @return as the images, which pass as they are if there are no kinds
   * @throws IllegalStateException if the graph has no seed or no global step
   */
  public static Operand<TFloat32> of(
      Ops tf, Operand<TFloat32> images, List<AugmentationKind> kinds) {
    return of(tf, images, kinds, 1);
  }

  /**
   * Augments with a part of the usual strength.
   *
   * @param strength from 0, which changes nothing, to 1
   */
  static Operand<TFloat32> of(
      Ops tf, Operand<TFloat32> images, List<AugmentationKind> kinds, float strength) {
    if (kinds.isEmpty()) {
      return images;
    }
    Ops scope = tf.withSubScope(SCOPE);
    var step = GlobalStep.of(tf).value();
    var random = new RandomNumbers(scope, scope.shape(images), step, strength);
    Set<AugmentationKind> set = Set.copyOf(kinds);
    var result = Geometry.of(scope, images, set, random);
    if (set.contains(THICKNESS)) {
      result = Thickness.of(scope, result, random);
    }
    if (set.contains(COLOR)) {
      result = Color.of(scope, result, random);
    }
    return result;
  }
}
