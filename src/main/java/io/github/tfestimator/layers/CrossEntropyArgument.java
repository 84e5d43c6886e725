package io.github.tfestimator.layers;

/**
 * An optional argument of {@link Losses#softmaxCrossEntropy} and {@link
 * Losses#sigmoidCrossEntropy}: any {@link LossArgument} and {@link LossArguments#labelSmoothing}.
 */
public interface CrossEntropyArgument {}
