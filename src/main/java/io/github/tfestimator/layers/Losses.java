package io.github.tfestimator.layers;

import io.github.tfestimator.layers.LossArguments.Delta;
import io.github.tfestimator.layers.LossArguments.LabelSmoothing;
import org.tensorflow.Operand;
import org.tensorflow.framework.op.nn.SigmoidCrossEntropyWithLogits;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TNumber;

/**
 * {@code tf.losses} of TensorFlow 1.x. Without other arguments weights are 1 and a loss is the mean
 * over the batch; with weights it is the weighted sum, divided by how many weights aren't zero. See
 * {@link Reduction} and {@link LossArguments}.
 */
public final class Losses {
  private Losses() {}

  /**
   * {@code tf.losses.sparse_softmax_cross_entropy}: of each example {@code
   * -log(softmax(logits)[label])}.
   *
   * <p>It is built of the op {@code SparseSoftmaxCrossEntropyWithLogits}, to which TensorFlow Java
   * has no gradient: here it gets one, for the whole process. On Windows, where that can't be, only
   * this package's optimizers can differentiate it. With {@link DeterministicOps} it is built of a
   * log-softmax in place of that op, which isn't deterministic on GPUs.
   *
   * @param tf the graph
   * @param labels int32 or int64 [batch] or [batch, 1], from 0 to classes - 1; another value fails
   *     the step, on every device. In general of the shape of the logits without the last
   *     dimension.
   * @param logits [batch, classes], or [..., classes]
   * @param arguments weights and reduction; weights have a scalar's or the losses' shape, [batch]
   * @return a scalar, unless the reduction is {@link Reduction#NONE}
   * @throws IllegalArgumentException if the shapes don't fit, or the labels have another type
   */
  public static Operand<TFloat32> sparseSoftmaxCrossEntropy(
      Ops tf,
      Operand<? extends TNumber> labels,
      Operand<TFloat32> logits,
      LossArgument... arguments) {
    String name = "sparse_softmax_cross_entropy_loss";
    var scope = tf.withSubScope(name);
    if (labels.type() != TInt32.class && labels.type() != TInt64.class) {
      throw new IllegalArgumentException(
          "%s takes labels of int32 or int64, but found %s"
              .formatted(name, labels.type().getSimpleName()));
    }
    Shape shape = logits.shape();
    requireClasses(name, shape);
    Operand<? extends TNumber> indices = labels;
    if (labels.shape().numDimensions() == shape.numDimensions()
        && labels.shape().get(shape.numDimensions() - 1) == 1) {
      indices = scope.reshape(labels, Rows.shape(scope, labels));
    }
    requireSameShape(name, indices.shape(), shape.take(shape.numDimensions() - 1));
    var rows = Rows.of(scope, logits);
    Operand<TFloat32> losses =
        rows == logits
            ? SparseSoftmaxLosses.of(scope, indices, logits)
            : scope.reshape(
                SparseSoftmaxLosses.of(scope, scope.reshape(indices, scope.array(-1)), rows),
                Rows.shape(scope, logits));
    return WeightedLoss.of(scope, name, losses, Arguments.of(name, arguments));
  }

  /**
   * {@code tf.losses.softmax_cross_entropy}: of each example the sum over the classes of {@code
   * -label * log(softmax(logits))}. No gradient goes to the labels.
   *
   * @param tf the graph
   * @param onehotLabels a number for each class, such as one-hot, of the logits' shape
   * @param logits [batch, classes], or [..., classes]
   * @param arguments weights, reduction and label smoothing; weights have a scalar's or the losses'
   *     shape, [batch]
   * @return a scalar, unless the reduction is {@link Reduction#NONE}
   * @throws IllegalArgumentException if the shapes don't fit
   */
  public static Operand<TFloat32> softmaxCrossEntropy(
      Ops tf,
      Operand<? extends TNumber> onehotLabels,
      Operand<TFloat32> logits,
      CrossEntropyArgument... arguments) {
    String name = "softmax_cross_entropy_loss";
    var scope = tf.withSubScope(name);
    var given = Arguments.of(name, arguments);
    requireClasses(name, logits.shape());
    requireSameShape(name, onehotLabels.shape(), logits.shape());
    int classes = Math.toIntExact(logits.shape().get(logits.shape().numDimensions() - 1));
    var labels = scope.stopGradient(smoothed(scope, onehotLabels, given, 1f / classes));
    var rows = Rows.of(scope, logits);
    Operand<TFloat32> losses =
        scope.nn.softmaxCrossEntropyWithLogits(rows, Rows.of(scope, labels)).loss();
    return WeightedLoss.of(
        scope,
        name,
        rows == logits ? losses : scope.reshape(losses, Rows.shape(scope, logits)),
        given);
  }

  /**
   * {@code tf.losses.sigmoid_cross_entropy}: of each label {@code -label * log(sigmoid(logit)) - (1
   * - label) * log(1 - sigmoid(logit))}, for any number of classes that don't exclude each other.
   *
   * @param tf the graph
   * @param multiClassLabels from 0 to 1, of the logits' shape
   * @param logits of any shape, such as [batch, classes]
   * @param arguments weights, reduction and label smoothing; weights have a scalar's or the logits'
   *     shape
   * @return a scalar, unless the reduction is {@link Reduction#NONE}
   * @throws IllegalArgumentException if the shapes don't fit
   */
  public static Operand<TFloat32> sigmoidCrossEntropy(
      Ops tf,
      Operand<? extends TNumber> multiClassLabels,
      Operand<TFloat32> logits,
      CrossEntropyArgument... arguments) {
    String name = "sigmoid_cross_entropy_loss";
    var scope = tf.withSubScope(name);
    var given = Arguments.of(name, arguments);
    requireSameShape(name, multiClassLabels.shape(), logits.shape());
    var losses =
        SigmoidCrossEntropyWithLogits.sigmoidCrossEntropyWithLogits(
            scope.scope(), smoothed(scope, multiClassLabels, given, 0.5f), logits);
    return WeightedLoss.of(scope, name, losses, given);
  }

  /**
   * {@code tf.losses.mean_squared_error}: the squares of {@code prediction - label}.
   *
   * @param tf the graph
   * @param labels of the predictions' shape
   * @param predictions of any shape, such as [batch, 1]
   * @param arguments weights and reduction; weights have a scalar's or the predictions' shape
   * @return a scalar, unless the reduction is {@link Reduction#NONE}
   * @throws IllegalArgumentException if the shapes don't fit
   */
  public static Operand<TFloat32> meanSquaredError(
      Ops tf,
      Operand<? extends TNumber> labels,
      Operand<TFloat32> predictions,
      LossArgument... arguments) {
    String name = "mean_squared_error";
    var scope = tf.withSubScope(name);
    requireSameShape(name, labels.shape(), predictions.shape());
    var losses = scope.math.squaredDifference(predictions, floats(scope, labels));
    return WeightedLoss.of(scope, name, losses, Arguments.of(name, arguments));
  }

  /**
   * {@code tf.losses.huber_loss}: of each {@code error = |prediction - label|} the number {@code
   * error² / 2} up to delta, and {@code delta * error - delta² / 2} above.
   *
   * @param tf the graph
   * @param labels of the predictions' shape
   * @param predictions of any shape, such as [batch, 1]
   * @param arguments weights, reduction and delta; weights have a scalar's or the predictions'
   *     shape
   * @return a scalar, unless the reduction is {@link Reduction#NONE}
   * @throws IllegalArgumentException if the shapes don't fit
   */
  public static Operand<TFloat32> huberLoss(
      Ops tf,
      Operand<? extends TNumber> labels,
      Operand<TFloat32> predictions,
      HuberArgument... arguments) {
    String name = "huber_loss";
    var scope = tf.withSubScope(name);
    var given = Arguments.of(name, arguments);
    requireSameShape(name, labels.shape(), predictions.shape());
    var delta = scope.constant(given.get(Delta.class).map(Delta::value).orElse(1f));
    var error = scope.math.abs(scope.math.sub(predictions, floats(scope, labels)));
    var quadratic = scope.math.minimum(error, delta);
    var linear = scope.math.sub(error, quadratic);
    var losses =
        scope.math.add(
            scope.math.mul(scope.constant(0.5f), scope.math.mul(quadratic, quadratic)),
            scope.math.mul(delta, linear));
    return WeightedLoss.of(scope, name, losses, given);
  }

  private static Operand<TFloat32> smoothed(
      Ops scope, Operand<? extends TNumber> labels, Arguments arguments, float even) {
    var floats = floats(scope, labels);
    float smoothing = arguments.get(LabelSmoothing.class).map(LabelSmoothing::value).orElse(0f);
    return smoothing == 0
        ? floats
        : scope.math.add(
            scope.math.mul(floats, scope.constant(1 - smoothing)),
            scope.constant(smoothing * even));
  }

  private static Operand<TFloat32> floats(Ops scope, Operand<? extends TNumber> labels) {
    return scope.dtypes.cast(labels, TFloat32.class);
  }

  private static void requireClasses(String name, Shape logits) {
    int rank = logits.numDimensions();
    if (rank < 2 || logits.get(rank - 1) == Shape.UNKNOWN_SIZE) {
      throw new IllegalArgumentException(
          "%s takes logits [batch, classes], the classes known, but found %s"
              .formatted(name, Rows.text(logits)));
    }
  }

  /** TensorFlow would spread [batch] and [batch, 1] to [batch, batch]. */
  private static void requireSameShape(String name, Shape labels, Shape expected) {
    if (!labels.isCompatibleWith(expected)) {
      throw new IllegalArgumentException(
          "%s takes labels of shape %s, but found %s: reshape them first"
              .formatted(name, expected, labels));
    }
  }
}
