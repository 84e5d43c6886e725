package io.github.tfestimator.layers;

/** An optional argument of every loss: {@link Reduction} and {@link LossOptions#weights}. */
public interface LossArgument extends CrossEntropyArgument, HuberArgument {}
