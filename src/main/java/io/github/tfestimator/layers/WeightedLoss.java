package io.github.tfestimator.layers;

import io.github.tfestimator.layers.LossArguments.Weights;
import java.util.Optional;
import java.util.stream.IntStream;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * {@code tf.losses.compute_weighted_loss}. The framework's losses have Keras' reductions, which
 * don't know weights of zero, and so aren't used.
 */
final class WeightedLoss {
  private final Ops tf;
  private final String name;
  private final Operand<TFloat32> losses;

  private WeightedLoss(Ops tf, String name, Operand<TFloat32> losses) {
    this.tf = tf;
    this.name = name;
    this.losses = losses;
  }

  /**
   * Weights and reduces losses.
   *
   * @param tf the graph, in the scope of the loss
   * @param name the name of the loss, for error messages
   * @param losses the losses, of any shape
   * @param arguments weights and reduction
   * @return a scalar, or the shape of the losses with {@link Reduction#NONE}
   */
  static Operand<TFloat32> of(Ops tf, String name, Operand<TFloat32> losses, Arguments arguments) {
    var loss = new WeightedLoss(tf, name, losses);
    Reduction reduction = arguments.get(Reduction.class).orElse(Reduction.SUM_BY_NONZERO_WEIGHTS);
    Optional<Operand<TFloat32>> weights = arguments.get(Weights.class).map(Weights::values);
    return weights
        .map(w -> loss.weighted(w, reduction))
        .orElseGet(() -> loss.unweighted(reduction));
  }

  private Operand<TFloat32> unweighted(Reduction reduction) {
    return switch (reduction) {
      case NONE -> losses;
      case SUM -> sum(tf.withName("value"), losses);
      default -> tf.withName("value").math.mean(losses, axes());
    };
  }

  private Operand<TFloat32> weighted(Operand<TFloat32> weights, Reduction reduction) {
    requireBroadcastable(weights.shape());
    Operand<TFloat32> weighted = tf.math.mul(losses, weights);
    if (reduction == Reduction.NONE) {
      return weighted;
    }
    if (reduction == Reduction.SUM) {
      return sum(tf.withName("value"), weighted);
    }
    Operand<TFloat32> divisors =
        switch (reduction) {
          case SUM_BY_NONZERO_WEIGHTS ->
              tf.dtypes.cast(tf.math.notEqual(weights, tf.constant(0f)), TFloat32.class);
          case MEAN -> weights;
          default -> tf.constant(1f);
        };
    var divisor = sum(tf, tf.broadcastTo(divisors, tf.shape(losses)));
    return tf.withName("value").math.divNoNan(sum(tf, weighted), divisor);
  }

  private Operand<TFloat32> sum(Ops scope, Operand<TFloat32> values) {
    return scope.reduceSum(values, axes());
  }

  private Operand<TInt32> axes() {
    return tf.constant(IntStream.range(0, losses.shape().numDimensions()).toArray());
  }

  /** Python's rule: other weights would be spread over the losses of other examples. */
  private void requireBroadcastable(Shape weights) {
    Shape shape = losses.shape();
    boolean isScalar = weights.numDimensions() == 0;
    boolean fits =
        weights.numDimensions() == shape.numDimensions()
            && IntStream.range(0, shape.numDimensions())
                .allMatch(d -> weights.get(d) == 1 || isCompatible(weights.get(d), shape.get(d)));
    if (!isScalar && !fits) {
      throw new IllegalArgumentException(
          "%s has losses of shape %s, but weights of shape %s: "
              .concat("give a scalar, or as many dimensions, each as long or 1")
              .formatted(name, shape, weights));
    }
  }

  private static boolean isCompatible(long one, long other) {
    return one == other || one == Shape.UNKNOWN_SIZE || other == Shape.UNKNOWN_SIZE;
  }
}
