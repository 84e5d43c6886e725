package io.github.tfestimator.layers;

/**
 * An optional argument of {@link Losses#huberLoss}: any {@link LossArgument} and {@link
 * LossArguments#delta}.
 */
public interface HuberArgument {}
