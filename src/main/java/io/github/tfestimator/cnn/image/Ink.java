package io.github.tfestimator.cnn.image;

/** The polarity of an image: light ink on a dark background, or dark ink on a light one. */
public enum Ink {
  /** As in MNIST: taken as it is. */
  LIGHT_ON_DARK,
  /** As on paper: inverted. */
  DARK_ON_LIGHT,
  /**
   * Dark on light if the mean of the image's outermost pixels is above 127. If most of these are
   * transparent, what isn't transparent is the ink, and its mean decides.
   */
  DETECT
}
