package io.github.tfestimator.cnn.data;

/** A way to bring image files to the size of a network of gray 28x28 images. */
public enum Fit {
  /** The digit is found and prepared as MNIST's were. */
  AUTO,
  /** The image is resized, as for networks of other sizes. */
  NEVER
}
