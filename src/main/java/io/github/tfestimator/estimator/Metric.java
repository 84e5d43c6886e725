package io.github.tfestimator.estimator;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

/**
 * What an evaluation measures besides the loss. The graph computes the examples' values; adding up
 * is done outside it, in double precision, so that no variable of a metric gets into a checkpoint.
 */
public sealed interface Metric {

  /**
   * A mean over all examples.
   *
   * @param perExample [batch]
   */
  record Mean(Operand<TFloat32> perExample) implements Metric {}

  /**
   * Which part of the examples is classified as labeled.
   *
   * @param labels [batch], computed by the graph: TensorFlow doesn't give back what it was fed
   * @param predictions [batch]
   */
  record Accuracy(Operand<TInt32> labels, Operand<TInt64> predictions) implements Metric {}

  /**
   * {@code tf.metrics.mean}.
   *
   * @param perExample [batch]
   * @return the metric
   */
  static Metric mean(Operand<TFloat32> perExample) {
    return new Mean(perExample);
  }

  /**
   * {@code tf.metrics.accuracy}. Under the name {@code accuracy} it also gives the evaluation its
   * {@link Evaluation#confusionMatrix}.
   *
   * @param tf the graph
   * @param labels [batch]
   * @param predictions [batch]
   * @return the metric
   */
  static Metric accuracy(Ops tf, Operand<TInt32> labels, Operand<TInt64> predictions) {
    // The labels are fed, and TensorFlow refuses to fetch what is fed; their identity it computes.
    return new Accuracy(tf.withSubScope("accuracy").identity(labels), predictions);
  }
}
