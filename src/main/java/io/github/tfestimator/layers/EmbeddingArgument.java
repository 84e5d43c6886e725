package io.github.tfestimator.layers;

/** An optional argument of {@link Layers#embedding}, from {@link LayerArguments}. */
public interface EmbeddingArgument {}
