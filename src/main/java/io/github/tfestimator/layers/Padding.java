package io.github.tfestimator.layers;

/** What a window does at the edges of a picture; the names are TensorFlow's own. */
public enum Padding {
  /** Zeros are added around, so that with stride 1 the size stays. */
  SAME,
  /** Nothing is added: only whole windows count. */
  VALID
}
