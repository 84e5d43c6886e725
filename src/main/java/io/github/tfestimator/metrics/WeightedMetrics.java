package io.github.tfestimator.metrics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TNumber;

/**
 * The metrics of {@link Metric} with weights: the {@code weights} of {@code tf.metrics}. Without
 * weights {@link Metric}'s own methods are these with all weights 1. Weights are [batch], a number
 * for each example, or have the shape of the values. A weight of 0 leaves an example out.
 *
 * <pre>{@code
 * Metric.weighted(weights).precision(labels, predictions)
 * }</pre>
 */
public final class WeightedMetrics {
  /** All weights 1. */
  static final WeightedMetrics UNWEIGHTED = new WeightedMetrics(List.of());

  private final List<Operand<?>> weights;

  WeightedMetrics(List<Operand<?>> weights) {
    this.weights = weights;
  }

  /**
   * Returns the weighted {@link Metric#mean}.
   *
   * @param values [batch, ...], numbers or bools
   * @return the metric
   */
  public Metric mean(Operand<?> values) {
    return of(Mean::new, values);
  }

  /**
   * Returns the weighted {@link Metric#accuracy}.
   *
   * @param tf the graph
   * @param labels [batch, ...], integers
   * @param predictions of the labels' shape, integers
   * @return the metric, from 0 to 1
   * @throws IllegalArgumentException if the two have different shapes
   */
  public Metric accuracy(
      Ops tf, Operand<? extends TNumber> labels, Operand<? extends TNumber> predictions) {
    var scope = tf.withSubScope("accuracy");
    var isCorrect =
        scope.math.equal(
            scope.dtypes.cast(labels, TInt64.class),
            scope.dtypes.cast(alike(scope, predictions, labels), TInt64.class));
    return mean(scope.dtypes.cast(isCorrect, TFloat32.class));
  }

  /**
   * Returns the weighted {@link Metric#precision}.
   *
   * @param labels [batch, ...], numbers or bools
   * @param predictions of the labels' shape
   * @return the metric, from 0 to 1
   * @throws IllegalArgumentException if the two have different shapes
   */
  public Metric precision(Operand<?> labels, Operand<?> predictions) {
    return ofPairs(() -> new BinaryCounts(BinaryCounts::precision), labels, predictions);
  }

  /**
   * Returns the weighted {@link Metric#recall}.
   *
   * @param labels [batch, ...], numbers or bools
   * @param predictions of the labels' shape
   * @return the metric, from 0 to 1
   * @throws IllegalArgumentException if the two have different shapes
   */
  public Metric recall(Operand<?> labels, Operand<?> predictions) {
    return ofPairs(() -> new BinaryCounts(BinaryCounts::recall), labels, predictions);
  }

  /**
   * Returns the weighted {@link Metric#auc}.
   *
   * @param labels [batch, ...], numbers or bools
   * @param predictions of the labels' shape, probabilities from 0 to 1
   * @return the metric, from 0 to 1
   * @throws IllegalArgumentException if the two have different shapes
   */
  public Metric auc(Operand<?> labels, Operand<?> predictions) {
    return ofPairs(RocArea::new, labels, predictions);
  }

  /**
   * Returns the weighted {@link Metric#rootMeanSquaredError}.
   *
   * @param tf the graph
   * @param labels [batch, ...]
   * @param predictions of the labels' shape
   * @return the metric
   * @throws IllegalArgumentException if the two have different shapes
   */
  public Metric rootMeanSquaredError(
      Ops tf, Operand<? extends TNumber> labels, Operand<? extends TNumber> predictions) {
    var scope = tf.withSubScope("root_mean_squared_error");
    var error = difference(scope, labels, predictions);
    return of(() -> new Mean(Math::sqrt), scope.math.square(error));
  }

  /**
   * Returns the weighted {@link Metric#meanAbsoluteError}.
   *
   * @param tf the graph
   * @param labels [batch, ...]
   * @param predictions of the labels' shape
   * @return the metric
   * @throws IllegalArgumentException if the two have different shapes
   */
  public Metric meanAbsoluteError(
      Ops tf, Operand<? extends TNumber> labels, Operand<? extends TNumber> predictions) {
    var scope = tf.withSubScope("mean_absolute_error");
    return mean(scope.math.abs(difference(scope, labels, predictions)));
  }

  private static Operand<TFloat64> difference(
      Ops tf, Operand<? extends TNumber> labels, Operand<? extends TNumber> predictions) {
    return tf.math.sub(
        tf.dtypes.cast(labels, TFloat64.class),
        tf.dtypes.cast(alike(tf, predictions, labels), TFloat64.class));
  }

  /**
   * Gives predictions the labels' shape. Subtracting [batch, 1] from [batch] would give [batch,
   * batch].
   */
  private static <T extends TNumber> Operand<T> alike(
      Ops tf, Operand<T> predictions, Operand<? extends TNumber> labels) {
    SameShape.require(labels.shape(), predictions.shape());
    return tf.reshape(predictions, tf.shape(labels));
  }

  private Metric ofPairs(
      Supplier<Metric.Accumulator> accumulator, Operand<?> labels, Operand<?> predictions) {
    SameShape.require(labels.shape(), predictions.shape());
    return of(accumulator, labels, predictions);
  }

  private Metric of(Supplier<Metric.Accumulator> accumulator, Operand<?>... operands) {
    List<Operand<?>> tensors = new ArrayList<>(Arrays.asList(operands));
    tensors.addAll(weights);
    return Metric.of(tensors, accumulator);
  }
}
