package io.github.tfestimator.cnn.augment;

/** A way in which a training step changes each of its images at random. */
public enum AugmentationKind {
  /** Moves the image by up to 2 of 28 pixels in each direction. */
  SHIFT,
  /** Turns the image by up to 25 degrees. */
  ROTATION,
  /** Scales height and width, each by 0.8 to 1.2. */
  SCALE,
  /** Slants the image by up to 0.3. */
  SHEAR,
  /** Bends the image by smooth, random displacements. */
  ELASTIC,
  /** Makes bright strokes bolder or finer. */
  THICKNESS,
  /** Mirrors half of the images horizontally. */
  FLIP,
  /** Crops the image after padding it by 4 of 32 pixels on each side. */
  CROP,
  /** Changes brightness, contrast and saturation. */
  COLOR
}
