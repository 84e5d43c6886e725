package io.github.tfestimator.layers;

/** The padding of an image for the windows at its edges; the names are TensorFlow's. */
public enum Padding implements ConvolutionArgument, PoolingArgument {
  /** Pads the image, so that with stride 1 the size stays: convolutions with zeros. */
  SAME,
  /** No padding: only windows that lie within the image count. */
  VALID
}
