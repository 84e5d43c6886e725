package io.github.tfestimator.layers;

/**
 * An optional argument of {@link Layers#conv2d}: {@link Padding}, {@link Activation}, strides and
 * {@link LayerArguments}.
 */
public interface ConvolutionArgument {}
