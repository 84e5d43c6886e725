package io.github.tfestimator.cnn.augment;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A way in which a training step changes each of its images at random. */
public enum AugmentationKind {
  /** Moves the image by up to 2 of 28 pixels in each direction. */
  SHIFT,
  /** Turns the image by up to 25 degrees. */
  ROTATION,
  /** Scales width and height, each by 0.8 to 1.2. */
  SCALE,
  /** Slants the image by up to 0.3 pixels a row. */
  SHEAR,
  /** Bends the image by smooth, random displacements of about 1 of 28 pixels. */
  ELASTIC,
  /** Makes bright strokes bolder or finer. */
  THICKNESS,
  /** Mirrors half of the images horizontally. */
  FLIP,
  /** Crops the image after padding it by 4 of 32 pixels on each side. */
  CROP,
  /** Changes brightness, contrast and saturation. */
  COLOR;

  /** The kinds that leave a digit what it is. */
  private static final List<AugmentationKind> DIGITS =
      List.of(SHIFT, ROTATION, SCALE, SHEAR, ELASTIC, THICKNESS);

  /** The usual kinds for color photos. */
  private static final List<AugmentationKind> COLOR_IMAGES = List.of(FLIP, CROP, COLOR);

  /**
   * Finds kinds by a name.
   *
   * @param name a kind in lower case, {@code digits} for shift, rotation, scale, shear, elastic and
   *     thickness, {@code color-images} for flip, crop and color, or {@code none}
   * @return the kinds
   * @throws IllegalArgumentException if there is no such name
   */
  public static List<AugmentationKind> named(String name) {
    return switch (name) {
      case "none" -> List.of();
      case "digits" -> DIGITS;
      case "color-images" -> COLOR_IMAGES;
      default ->
          Arrays.stream(values())
              .filter(kind -> kind.toString().equals(name))
              .findFirst()
              .map(List::of)
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "augment (%s) must be none, or a list of %s, digits and color-images"
                              .formatted(
                                  name,
                                  Arrays.stream(values())
                                      .map(AugmentationKind::toString)
                                      .collect(Collectors.joining(", ")))));
    };
  }

  /**
   * Returns the name of the kind.
   *
   * @return in lower case
   */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
