package io.github.tfestimator.estimator;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

/**
 * A mean over all examples of an evaluation, as {@code tf.metrics.mean} gives. The graph computes
 * the examples' values; adding up is done outside it, in double precision, so that no variable of a
 * metric gets into a checkpoint.
 *
 * @param perExample [batch]
 */
public record Metric(Operand<TFloat32> perExample) {

  /**
   * {@code tf.metrics.accuracy}: which part of the examples is classified as labelled.
   *
   * @param tf the graph
   * @param labels [batch]
   * @param predictions [batch]
   * @return the metric
   */
  public static Metric accuracy(Ops tf, Operand<TInt32> labels, Operand<TInt64> predictions) {
    var scope = tf.withSubScope("accuracy");
    var correct = scope.math.equal(scope.dtypes.cast(labels, TInt64.class), predictions);
    return new Metric(scope.dtypes.cast(correct, TFloat32.class));
  }
}
