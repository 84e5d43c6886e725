package io.github.tfestimator.layers;

/**
 * An optional argument of {@link Layers#maxPooling2d} and {@link Layers#averagePooling2d}: {@link
 * Padding}.
 */
public interface PoolingArgument {}
