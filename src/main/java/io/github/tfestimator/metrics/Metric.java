package io.github.tfestimator.metrics;

import java.util.List;
import java.util.function.Supplier;
import org.tensorflow.Operand;
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
   * @param perExample [batch, ...]
   * @return the metric
   */
  static Metric mean(Operand<? extends TNumber> perExample) {
    return of(List.of(perExample), Mean::new);
  }

  /**
   * Returns the share of the examples whose prediction is the label: {@code tf.metrics.accuracy}.
   *
   * @param tf the graph
   * @param labels [batch], integers
   * @param predictions [batch], integers
   * @return the metric, from 0 to 1
   * @throws IllegalArgumentException if the two have different shapes
   */
  static Metric accuracy(
      Ops tf, Operand<? extends TNumber> labels, Operand<? extends TNumber> predictions) {
    if (!labels.shape().isCompatibleWith(predictions.shape())) {
      throw new IllegalArgumentException(
          "labels %s and predictions %s must have the same shape"
              .formatted(labels.shape(), predictions.shape()));
    }
    var scope = tf.withSubScope("accuracy");
    var isCorrect =
        scope.math.equal(
            scope.dtypes.cast(labels, TInt64.class), scope.dtypes.cast(predictions, TInt64.class));
    return mean(scope.dtypes.cast(isCorrect, TFloat32.class));
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
}
