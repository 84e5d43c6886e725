package io.github.tfestimator.layers;

/** An optional argument of {@link Layers#dense}: {@link Activation} and {@link LayerArguments}. */
public interface DenseArgument {}
