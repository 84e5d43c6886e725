package io.github.tfestimator.layers;

/** An optional argument of every loss: {@link Reduction} and {@link LossArguments#weights}. */
public interface LossArgument extends CrossEntropyArgument, HuberArgument {}
