package io.github.tfestimator.layers;

/** An optional argument of {@link Layers#batchNormalization}, from {@link LayerArguments}. */
public interface BatchNormalizationArgument {}
