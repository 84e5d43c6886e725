package io.github.tfestimator.layers;

/** An optional argument of {@link Layers#batchNormalization}, from {@link LayerOptions}. */
public interface BatchNormalizationArgument {}
