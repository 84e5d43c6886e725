package io.github.tfestimator.cnn.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.tfestimator.Tensors;
import io.github.tfestimator.layers.GlobalStep;
import io.github.tfestimator.layers.RandomSeed;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Graph;
import org.tensorflow.Operation;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** Noise of 13x10 pixels and three channels. */
@Tag("medium")
class AugmentationTest {
  private static final int BATCH = 6;
  private static final int HEIGHT = 13;
  private static final int WIDTH = 10;
  private static final int CHANNELS = 3;
  private static final int PIXELS = HEIGHT * WIDTH * CHANNELS;
  private static final float[] IMAGES = noise();
  private static final List<String> DRAWS =
      List.of(
          "rotation",
          "shear",
          "scale_x",
          "scale_y",
          "shift_x",
          "shift_y",
          "crop_x",
          "crop_y",
          "elastic_x",
          "elastic_y",
          "flip",
          "thickness",
          "contrast",
          "saturation",
          "brightness");

  static Stream<List<AugmentationKind>> kinds() {
    return Stream.concat(
        Arrays.stream(AugmentationKind.values()).map(List::of),
        Stream.of(
            AugmentationKind.named("digits"),
            AugmentationKind.named("color-images"),
            List.of(AugmentationKind.values())));
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void eachKindIsWhatPlainLoopsCompute(List<AugmentationKind> kinds) {
    Augmented augmented = augmented(kinds, 1, BATCH, 7, 30);
    assertThat(augmented.images()).isNotEqualTo(IMAGES).hasSize(BATCH * PIXELS);
    for (int k = 0; k < BATCH; k++) {
      var naive = new NaiveAugmentation(HEIGHT, WIDTH, CHANNELS, augmented.drawsOf(k));
      double[] expected = naive.of(Tensors.exact(image(IMAGES, k)));
      assertThat(Tensors.exact(image(augmented.images(), k)))
          .as("image %d", k)
          .containsExactly(expected, within(3e-5));
    }
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void withoutStrengthNothingChanges(List<AugmentationKind> kinds) {
    float[] images = augmented(kinds, 0, BATCH, 7, 30).images();
    assertThat(Tensors.exact(images)).containsExactly(Tensors.exact(IMAGES), within(1e-6));
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void whatChangesAnImageDependsOnSeedStepAndPlaceOnly(List<AugmentationKind> kinds) {
    float[] images = augmented(kinds, 1, BATCH, 7, 30).images();
    assertThat(augmented(kinds, 1, BATCH, 7, 30).images()).isEqualTo(images);
    assertThat(augmented(kinds, 1, BATCH, 7, 31).images()).isNotEqualTo(images);
    assertThat(augmented(kinds, 1, BATCH, 8, 30).images()).isNotEqualTo(images);
    // Other sizes of a batch add up the elastic displacements in another order.
    assertThat(Tensors.exact(augmented(kinds, 1, 4, 7, 30).images()))
        .containsExactly(Tensors.exact(Arrays.copyOf(images, 4 * PIXELS)), within(1e-5));
  }

  @ParameterizedTest
  @EnumSource
  void aKindDrawsTheSameWhateverOthersThereAre(AugmentationKind kind) {
    Map<String, float[]> all =
        augmented(List.of(AugmentationKind.values()), 1, BATCH, 7, 30).draws();
    augmented(List.of(kind), 1, BATCH, 7, 30)
        .draws()
        .forEach((name, draw) -> assertThat(all.get(name)).as(name).isEqualTo(draw));
  }

  @Test
  void strengthsStayInTheirRanges() {
    var draws = augmented(List.of(AugmentationKind.values()), 1, BATCH, 7, 30).draws();
    assertThat(draws).containsOnlyKeys(DRAWS);
    assertWithin(draws, "rotation", -0.4364f, 0.4364f);
    assertWithin(draws, "scale_x", 0.8f, 1.2f);
    assertWithin(draws, "shear", -0.3f, 0.3f);
    assertWithin(draws, "shift_x", -10 * 2 / 28f, 10 * 2 / 28f);
    assertWithin(draws, "crop_y", -2, 3);
    assertWithin(draws, "thickness", -0.5f, 1);
    // Uniform noise goes as far as the square root of 3 of its deviation.
    assertWithin(draws, "elastic_x", -1.7321f * 10 / 28, 1.7321f * 10 / 28);
  }

  @Test
  void flipAndCropMoveWholePixels() {
    var kinds = List.of(AugmentationKind.FLIP, AugmentationKind.CROP);
    float[] values = IMAGES.clone();
    Arrays.sort(values);
    for (float value : augmented(kinds, 1, BATCH, 7, 30).images()) {
      assertThat(value == 0 || Arrays.binarySearch(values, value) >= 0).isTrue();
    }
  }

  @Test
  void withoutKindsTheImagesPassAsTheyAre() {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      var images = tf.zeros(tf.array(1, 2, 2, 1), TFloat32.class);
      assertThat(Augmentation.of(tf, images, List.of())).isSameAs(images);
    }
  }

  @Test
  void namesThatAreNoKindsAreRefused() {
    assertThat(AugmentationKind.named("elastic")).containsExactly(AugmentationKind.ELASTIC);
    assertThat(AugmentationKind.named("none")).isEmpty();
    assertThatThrownBy(() -> AugmentationKind.named("Elastic"))
        .hasMessageStartingWith("augment (Elastic) must be none, or a list of shift, rotation");
  }

  /** Augmented images, and the random numbers drawn for them, by name. */
  private record Augmented(float[] images, Map<String, float[]> draws) {
    Map<String, double[]> drawsOf(int image) {
      Map<String, double[]> alone = new HashMap<>();
      draws.forEach(
          (name, all) -> {
            int size = all.length / BATCH;
            float[] part = Arrays.copyOfRange(all, image * size, (image + 1) * size);
            alone.put(name, Tensors.exact(part));
          });
      return alone;
    }
  }

  private static Augmented augmented(
      List<AugmentationKind> kinds, float strength, int batch, long seed, long step) {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      RandomSeed.set(tf, seed);
      var moved = GlobalStep.create(tf).assignAdd(tf, tf.constant(step));
      float[] values = Arrays.copyOf(IMAGES, batch * PIXELS);
      var images = tf.reshape(tf.constant(values), tf.array(-1, HEIGHT, WIDTH, CHANNELS));
      var augmented = Augmentation.of(tf, images, kinds, strength);
      try (Session session = new Session(graph)) {
        session.initialize();
        session.run(moved);
        Map<String, float[]> draws = new HashMap<>();
        for (String name : DRAWS) {
          Operation draw = graph.operation("augment/" + name);
          if (draw != null) {
            draws.put(name, Tensors.floats(session, draw.output(0)));
          }
        }
        return new Augmented(Tensors.floats(session, augmented), draws);
      }
    }
  }

  private static void assertWithin(Map<String, float[]> draws, String name, float low, float high) {
    for (float value : draws.get(name)) {
      assertThat(value).as(name).isBetween(low, high);
    }
  }

  private static float[] image(float[] images, int index) {
    return Arrays.copyOfRange(images, index * PIXELS, (index + 1) * PIXELS);
  }

  private static float[] noise() {
    var random = new Random(1);
    float[] images = new float[BATCH * PIXELS];
    for (int i = 0; i < images.length; i++) {
      images[i] = random.nextFloat();
    }
    return images;
  }
}
