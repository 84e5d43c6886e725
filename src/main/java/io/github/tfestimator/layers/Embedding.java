package io.github.tfestimator.layers;

import io.github.tfestimator.layers.OptionalArguments.EmbeddingsInitializer;
import io.github.tfestimator.layers.OptionalArguments.EmbeddingsRegularizer;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TNumber;

/**
 * {@code tf.nn.embedding_lookup} in a variable. {@code tf.layers} has no such layer; name, variable
 * and initial values are those of {@code tf.keras.layers.Embedding}.
 */
final class Embedding {
  private static final float LIMIT = 0.05f;

  private Embedding() {}

  static Operand<TFloat32> of(
      LayerBuilder layer, Operand<? extends TNumber> ids, int vocabulary, int units) {
    if (ids.type() != TInt32.class && ids.type() != TInt64.class) {
      throw new IllegalArgumentException(
          "embedding takes ids of int32 or int64, but found %s: cast them first"
              .formatted(ids.type().getSimpleName()));
    }
    var embeddings =
        layer.trainable(
            "embeddings",
            Shape.of(vocabulary, units),
            layer
                .arguments()
                .get(EmbeddingsInitializer.class)
                .map(EmbeddingsInitializer::value)
                .orElseGet(() -> Initializers.randomUniform(-LIMIT, LIMIT)),
            layer.arguments().get(EmbeddingsRegularizer.class).map(EmbeddingsRegularizer::value));
    Ops tf = layer.scope();
    return tf.withName("embedding_lookup").gather(embeddings, ids, tf.constant(0));
  }
}
