package io.github.tfestimator.layers;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Limits on gradients, between {@link Optimizer#computeGradients} and {@link
 * Optimizer#applyGradients}.
 *
 * <pre>{@code
 * var gradients = optimizer.computeGradients(tf, loss);
 * var trainOp = optimizer.applyGradients(tf, Clipping.byGlobalNorm(tf, gradients, 5f));
 * }</pre>
 */
public final class Clipping {
  private Clipping() {}

  /**
   * {@code tf.clip_by_value} of each gradient.
   *
   * @param tf the graph
   * @param pairs the variables and their gradients
   * @param min the least value
   * @param max the largest value
   * @return the variables and their clipped gradients
   * @throws IllegalArgumentException unless min is below max
   */
  public static List<GradientAndVariable> byValue(
      Ops tf, List<GradientAndVariable> pairs, float min, float max) {
    if (!(min < max)) {
      throw new IllegalArgumentException(
          "the least value (%s) must be below the largest (%s)".formatted(min, max));
    }
    return each(pairs, gradient -> tf.clipByValue(gradient, tf.constant(min), tf.constant(max)));
  }

  /**
   * {@code tf.clip_by_norm} of each gradient: one whose Euclidean norm is larger is scaled down to
   * that norm.
   *
   * @param tf the graph
   * @param pairs the variables and their gradients
   * @param norm the largest norm, a positive number
   * @return the variables and their clipped gradients
   * @throws IllegalArgumentException if the norm isn't positive and finite
   */
  public static List<GradientAndVariable> byNorm(
      Ops tf, List<GradientAndVariable> pairs, float norm) {
    NumberChecks.requirePositive("clip norm", norm);
    var limit = tf.constant(norm);
    return each(
        pairs,
        gradient -> {
          var flat = tf.reshape(gradient, tf.array(-1));
          var length = tf.math.sqrt(tf.reduceSum(tf.math.mul(flat, flat), tf.constant(0)));
          return tf.math.div(tf.math.mul(gradient, limit), tf.math.maximum(length, limit));
        });
  }

  /**
   * {@code tf.clip_by_global_norm}: if the norm of all gradients together is larger, all are scaled
   * down by the same factor. A norm that isn't finite makes all gradients NaN.
   *
   * @param tf the graph
   * @param pairs the variables and their gradients
   * @param norm the largest norm, a positive number
   * @return the variables and their clipped gradients
   * @throws IllegalArgumentException if the norm isn't positive and finite
   */
  public static List<GradientAndVariable> byGlobalNorm(
      Ops tf, List<GradientAndVariable> pairs, float norm) {
    NumberChecks.requirePositive("clip norm", norm);
    var length = globalNorm(tf, pairs);
    var one = tf.constant(1f);
    var finite =
        tf.math.mul(
            tf.constant(norm),
            tf.math.minimum(tf.math.div(one, length), tf.math.div(one, tf.constant(norm))));
    // Infinity minus itself is NaN.
    var scale = tf.math.add(finite, tf.math.sub(length, length));
    return each(pairs, gradient -> tf.math.mul(gradient, scale));
  }

  /**
   * {@code tf.global_norm}: the Euclidean norm of all gradients together, for {@link #byGlobalNorm}
   * or a summary.
   *
   * @param tf the graph
   * @param pairs the variables and their gradients, one or more
   * @return a scalar
   */
  public static Operand<TFloat32> globalNorm(Ops tf, List<GradientAndVariable> pairs) {
    List<Operand<TFloat32>> halves = new ArrayList<>();
    pairs.forEach(pair -> halves.add(tf.nn.l2Loss(pair.gradient())));
    var half = tf.reduceSum(tf.stack(halves), tf.constant(0));
    return tf.math.sqrt(tf.math.mul(half, tf.constant(2f)));
  }

  private static List<GradientAndVariable> each(
      List<GradientAndVariable> pairs, UnaryOperator<Operand<TFloat32>> clip) {
    return pairs.stream()
        .map(pair -> new GradientAndVariable(clip.apply(pair.gradient()), pair.variable()))
        .toList();
  }
}
