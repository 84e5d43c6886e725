package io.github.tfestimator.layers;

/** What a window does at the edges of an image; the names are TensorFlow's own. */
public enum Padding implements ConvolutionArgument, PoolingArgument {
  /** Pads the image, so that with stride 1 the size stays: convolutions with zeros. */
  SAME,
  /** Pads nothing: only whole windows count. */
  VALID
}
