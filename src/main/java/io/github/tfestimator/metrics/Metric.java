package io.github.tfestimator.metrics;

import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TNumber;

/**
 * A measurement of an evaluation besides the loss: {@code tf.metrics}. The graph computes tensors
 * for each batch, and an {@link Accumulator} in Java sums them up, in double precision, so that no
 * variable of a metric gets into a checkpoint.
 *
 * <p>A metric of one's own, the largest error:
 *
 * <pre>{@code
 * Metric.of(
 *     List.of(labels, predictions),
 *     () -> new Accumulator() {
 *       private double largest;
 *
 *       public void add(BatchValues batch) {
 *         double[] labels = batch.doubles(0);
 *         double[] predictions = batch.doubles(1);
 *         for (int i = 0; i < labels.length; i++) {
 *           largest = Math.max(largest, Math.abs(labels[i] - predictions[i]));
 *         }
 *       }
 *
 *       public MetricValue result() {
 *         return MetricValue.of(largest);
 *       }
 *     })
 * }</pre>
 */
public interface Metric {

  /** {@return the tensors of each batch that the metric is computed from, of numbers or bools} */
  List<Operand<?>> tensors();

  /** {@return an accumulator for one evaluation} */
  Accumulator accumulator();

  /** The sum of an evaluation's batches. Belongs to one thread. */
  interface Accumulator {
    /**
     * Adds a batch.
     *
     * @param batch the values of {@link Metric#tensors}, in that order
     * @throws IllegalArgumentException if they don't fit the batch or each other
     */
    void add(BatchValues batch);

    /** {@return the metric over all batches, of which there was one at least} */
    MetricValue result();
  }

  /**
   * Creates a metric.
   *
   * @param tensors the tensors of each batch, of numbers or bools
   * @param accumulator makes an accumulator
   * @return the metric
   */
  static Metric of(List<? extends Operand<?>> tensors, Supplier<Accumulator> accumulator) {
    tensors.forEach(tensor -> Objects.requireNonNull(tensor, "a tensor of the metric"));
    Objects.requireNonNull(accumulator, "accumulator");
    List<Operand<?>> copy = List.copyOf(tensors);
    return new Metric() {
      @Override
      public List<Operand<?>> tensors() {
        return copy;
      }

      @Override
      public Accumulator accumulator() {
        return accumulator.get();
      }
    };
  }

  /**
   * Returns the mean over all examples: {@code tf.metrics.mean}.
   *
   * @param values [batch, ...], numbers or bools
   * @return the metric
   */
  static Metric mean(Operand<?> values) {
    return WeightedMetrics.UNWEIGHTED.mean(values);
  }

  /**
   * Returns the share of the examples whose prediction is the label: {@code tf.metrics.accuracy}.
   *
   * @param tf the graph
   * @param labels [batch, ...], integers
   * @param predictions of the labels' shape, integers
   * @return the metric, from 0 to 1
   * @throws IllegalArgumentException if the two have different shapes
   */
  static Metric accuracy(
      Ops tf, Operand<? extends TNumber> labels, Operand<? extends TNumber> predictions) {
    return WeightedMetrics.UNWEIGHTED.accuracy(tf, labels, predictions);
  }

  /**
   * Returns the share of the examples whose label is among the k largest logits: the mean of {@code
   * tf.nn.in_top_k}. All logits equal to the k-th largest are among them. An example counts as
   * wrong if one of its logits isn't finite, or its label is no class.
   *
   * @param tf the graph
   * @param labels [batch], classes from 0
   * @param logits [batch, classes], or probabilities
   * @param k 1 or more
   * @return the metric, from 0 to 1
   * @throws IllegalArgumentException if k is less than 1, or the shapes are different
   */
  static Metric topKAccuracy(
      Ops tf, Operand<? extends TNumber> labels, Operand<TFloat32> logits, int k) {
    if (k < 1) {
      throw new IllegalArgumentException("k (" + k + ") must be 1 or more");
    }
    if (labels.shape().numDimensions() != 1
        || !labels.shape().append(Shape.UNKNOWN_SIZE).isCompatibleWith(logits.shape())) {
      throw new IllegalArgumentException(
          "labels %s and logits %s must be [batch] and [batch, classes]"
              .formatted(labels.shape(), logits.shape()));
    }
    var scope = tf.withSubScope("top_k_accuracy");
    var classes = scope.dtypes.cast(labels, TInt64.class);
    return mean(scope.nn.inTopK(logits, classes, scope.constant((long) k)).precision());
  }

  /**
   * Returns the share of the predicted positives that are positive: {@code tf.metrics.precision}. 0
   * if nothing was predicted positive.
   *
   * @param labels [batch, ...], numbers or bools; all but 0 and false are positive
   * @param predictions of the labels' shape, numbers or bools; all but 0 and false are positive, so
   *     a probability has to be compared with a threshold before
   * @return the metric, from 0 to 1
   * @throws IllegalArgumentException if the two have different shapes
   */
  static Metric precision(Operand<?> labels, Operand<?> predictions) {
    return WeightedMetrics.UNWEIGHTED.precision(labels, predictions);
  }

  /**
   * Returns the share of the positives that were predicted positive: {@code tf.metrics.recall}. 0
   * if nothing is positive.
   *
   * @param labels [batch, ...], numbers or bools; all but 0 and false are positive
   * @param predictions of the labels' shape, as for {@link #precision}
   * @return the metric, from 0 to 1
   * @throws IllegalArgumentException if the two have different shapes
   */
  static Metric recall(Operand<?> labels, Operand<?> predictions) {
    return WeightedMetrics.UNWEIGHTED.recall(labels, predictions);
  }

  /**
   * Returns the area under the ROC curve: {@code tf.metrics.auc} with its defaults, trapezoids
   * between 200 thresholds.
   *
   * @param labels [batch, ...], numbers or bools; all but 0 and false are positive
   * @param predictions of the labels' shape, probabilities from 0 to 1
   * @return the metric, from 0 to 1
   * @throws IllegalArgumentException if the two have different shapes
   */
  static Metric auc(Operand<?> labels, Operand<?> predictions) {
    return WeightedMetrics.UNWEIGHTED.auc(labels, predictions);
  }

  /**
   * Returns the root of the mean squared error: {@code tf.metrics.root_mean_squared_error}.
   *
   * @param tf the graph
   * @param labels [batch, ...]
   * @param predictions of the labels' shape
   * @return the metric
   * @throws IllegalArgumentException if the two have different shapes
   */
  static Metric rootMeanSquaredError(
      Ops tf, Operand<? extends TNumber> labels, Operand<? extends TNumber> predictions) {
    return WeightedMetrics.UNWEIGHTED.rootMeanSquaredError(tf, labels, predictions);
  }

  /**
   * Returns the mean absolute error: {@code tf.metrics.mean_absolute_error}.
   *
   * @param tf the graph
   * @param labels [batch, ...]
   * @param predictions of the labels' shape
   * @return the metric
   * @throws IllegalArgumentException if the two have different shapes
   */
  static Metric meanAbsoluteError(
      Ops tf, Operand<? extends TNumber> labels, Operand<? extends TNumber> predictions) {
    return WeightedMetrics.UNWEIGHTED.meanAbsoluteError(tf, labels, predictions);
  }

  /**
   * Counts how often examples of each class are predicted as each class: {@code
   * tf.math.confusion_matrix} over all batches.
   *
   * @param labels [batch], classes from 0 to 999
   * @param predictions [batch], classes from 0 to 999
   * @return the metric, whose value is a {@link ConfusionMatrix}
   */
  static Metric confusionMatrix(
      Operand<? extends TNumber> labels, Operand<? extends TNumber> predictions) {
    return of(List.of(labels, predictions), ConfusionCounter::new);
  }

  /**
   * Returns the metrics that take weights.
   *
   * @param weights [batch], or of the shape of the values; 0 or more
   * @return the metrics, by name
   */
  static WeightedMetrics weighted(Operand<? extends TNumber> weights) {
    return new WeightedMetrics(List.of(Objects.requireNonNull(weights, "weights")));
  }
}
