package io.github.tfestimator.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.tfestimator.cnn.augment.Augmentation;
import io.github.tfestimator.cnn.augment.AugmentationKind;
import io.github.tfestimator.layers.GlobalStep;
import io.github.tfestimator.layers.RandomSeed;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

@Tag("medium")
class ShiftAugmentationTest {
  private static final int IMAGES = 8;

  @Test
  void anImageIsMovedAsTheGraphMovesIt() {
    float[] images = new float[IMAGES * Sizes.WIDTH];
    var random = new Random(5);
    for (int i = 0; i < images.length; i++) {
      images[i] = random.nextFloat();
    }
    try (var graph = new Graph();
        var session = new Session(graph)) {
      Ops tf = Ops.create(graph);
      RandomSeed.set(tf, 3);
      GlobalStep.create(tf);
      var x = tf.constant(Shape.of(IMAGES, Sizes.SIDE, Sizes.SIDE, 1), DataBuffers.of(images));
      var shifted = Augmentation.of(tf, x, List.of(AugmentationKind.SHIFT));
      session.initialize();
      try (var result =
          session.runner().fetch(shifted).fetch("augment/shift_x").fetch("augment/shift_y").run()) {
        float[] moved = new float[Sizes.WIDTH];
        for (int i = 0; i < IMAGES; i++) {
          float right = ((TFloat32) result.get(1)).getFloat(i, 0, 0, 0);
          float below = ((TFloat32) result.get(2)).getFloat(i, 0, 0, 0);
          ShiftAugmentation.move(images, i * Sizes.WIDTH, right, below, moved);
          for (int pixel = 0; pixel < Sizes.WIDTH; pixel++) {
            assertThat(moved[pixel])
                .isCloseTo(
                    ((TFloat32) result.get(0))
                        .getFloat(i, pixel / Sizes.SIDE, pixel % Sizes.SIDE, 0),
                    within(1e-5f));
          }
        }
      }
    }
  }

  /** Moves images of one pixel, which end up evenly from -2 to 2 along each axis by itself. */
  @Test
  void imagesAreMovedByUpToTwoPixels() {
    int count = 4_000;
    float[] images = new float[count * Sizes.WIDTH];
    for (int i = 0; i < count; i++) {
      images[i * Sizes.WIDTH + 14 * Sizes.SIDE + 14] = 1;
    }
    new ShiftAugmentation(new Random(1)).shift(images);
    double squaresX = 0;
    double squaresY = 0;
    double products = 0;
    for (int i = 0; i < count; i++) {
      double x = 0;
      double y = 0;
      for (int pixel = 0; pixel < Sizes.WIDTH; pixel++) {
        float value = images[i * Sizes.WIDTH + pixel];
        x += value * (pixel % Sizes.SIDE - 14);
        y += value * (pixel / Sizes.SIDE - 14);
      }
      assertThat(x).isBetween(-2.0, 2.0);
      assertThat(y).isBetween(-2.0, 2.0);
      squaresX += x * x;
      squaresY += y * y;
      products += x * y;
    }
    // The variance of a uniform distribution of width 4 is 16 / 12.
    assertThat(squaresX / count).isCloseTo(4.0 / 3, within(0.1));
    assertThat(squaresY / count).isCloseTo(4.0 / 3, within(0.1));
    assertThat(products / count).isCloseTo(0, within(0.1));
  }
}
