package io.github.tfestimator.layers;

import io.github.tfestimator.layers.OptionalArguments.BiasInitializer;
import io.github.tfestimator.layers.OptionalArguments.BiasRegularizer;
import io.github.tfestimator.layers.OptionalArguments.KernelInitializer;
import io.github.tfestimator.layers.OptionalArguments.KernelRegularizer;
import io.github.tfestimator.layers.OptionalArguments.Name;
import io.github.tfestimator.layers.OptionalArguments.UseBias;
import java.util.Objects;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TType;

/** One layer while it is added to a graph: its scope, its optional arguments, its variables. */
final class LayerBuilder {
  private final String kind;
  private final Ops scope;
  private final Arguments arguments;

  /**
   * Opens the scope of a new layer.
   *
   * @param tf the graph, outside of the layer
   * @param kind TensorFlow's name of such layers, such as {@code conv2d}
   * @param arguments the optional arguments
   */
  LayerBuilder(Ops tf, String kind, Object[] arguments) {
    this.kind = kind;
    this.arguments = Arguments.of(kind, arguments);
    this.scope = tf.withSubScope(this.arguments.get(Name.class).map(Name::value).orElse(kind));
  }

  /** The graph, in the scope of the layer. */
  Ops scope() {
    return scope;
  }

  Arguments arguments() {
    return arguments;
  }

  /** Adds the variable {@code kernel}. */
  Operand<TFloat32> kernel(Shape shape) {
    return trainable(
        "kernel",
        shape,
        arguments
            .get(KernelInitializer.class)
            .map(KernelInitializer::value)
            .orElseGet(Initializers::glorotUniform),
        arguments.get(KernelRegularizer.class).map(KernelRegularizer::value));
  }

  /** Adds the variable {@code bias}, unless the layer has none. */
  Optional<Operand<TFloat32>> bias(int outputs) {
    if (!arguments.get(UseBias.class).map(UseBias::value).orElse(true)) {
      arguments.refuse(
          "useBias(false) makes no bias", BiasInitializer.class, BiasRegularizer.class);
      return Optional.empty();
    }
    return Optional.of(
        trainable(
            "bias",
            Shape.of(outputs),
            arguments
                .get(BiasInitializer.class)
                .map(BiasInitializer::value)
                .orElseGet(Initializers::zeros),
            arguments.get(BiasRegularizer.class).map(BiasRegularizer::value)));
  }

  /** Adds a variable that is trained, and its penalty. */
  Operand<TFloat32> trainable(
      String name, Shape shape, Initializer initializer, Optional<Regularizer> regularizer) {
    var values = Variables.create(scope, name, shape, initializer).value();
    regularizer.ifPresent(penalty -> RegularizationLosses.add(scope, penalty.loss(scope, values)));
    return values;
  }

  /**
   * Returns the last dimension of the input.
   *
   * @throws IllegalArgumentException if it is unknown or the input has another rank
   */
  int lastDimension(Operand<? extends TType> input, int minRank, int maxRank) {
    Shape shape = Objects.requireNonNull(input, "input").shape();
    int rank = shape.numDimensions();
    if (rank < minRank || rank > maxRank || shape.get(rank - 1) == Shape.UNKNOWN_SIZE) {
      String ranks = minRank == maxRank ? "" + minRank : minRank + " to " + maxRank;
      throw new IllegalArgumentException(
          "%s takes an input of %s dimensions, the last one known, but found %s: reshape it first"
              .formatted(kind, ranks, Rows.text(shape)));
    }
    return Math.toIntExact(shape.get(rank - 1));
  }
}
