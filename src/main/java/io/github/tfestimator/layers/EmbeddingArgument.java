package io.github.tfestimator.layers;

/** An optional argument of {@link Layers#embedding}, from {@link LayerOptions}. */
public interface EmbeddingArgument {}
