package io.github.tfestimator.estimator;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.types.TFloat32;

/**
 * What a model function hands to the estimator: {@code tf.estimator.EstimatorSpec}. Each mode has a
 * type of its own, so that none can lack what its mode needs.
 */
public sealed interface EstimatorSpec {

  /**
   * Of {@link Mode#TRAIN}.
   *
   * @param loss a scalar, what is made small
   * @param trainOp what takes a step and adds one to the global step
   */
  record Train(Operand<TFloat32> loss, Op trainOp) implements EstimatorSpec {}

  /**
   * Of {@link Mode#EVAL}.
   *
   * @param loss a scalar, the mean over a batch
   * @param metrics what else is measured, by name
   */
  record Evaluate(Operand<TFloat32> loss, SortedMap<String, Metric> metrics)
      implements EstimatorSpec {}

  /**
   * Of {@link Mode#PREDICT}.
   *
   * @param predictions by name, what is computed for each example: tensors of [batch, ...], int64
   *     or float
   */
  record Predict(SortedMap<String, Operand<?>> predictions) implements EstimatorSpec {}

  /**
   * {@code EstimatorSpec(mode, loss=loss, train_op=train_op)}.
   *
   * @param loss a scalar
   * @param trainOp what takes a step
   * @return the spec
   */
  static EstimatorSpec train(Operand<TFloat32> loss, Op trainOp) {
    return new Train(loss, trainOp);
  }

  /**
   * {@code EstimatorSpec(mode, loss=loss, eval_metric_ops=metrics)}.
   *
   * @param loss a scalar, the mean over a batch
   * @param metrics by name; {@code loss}, {@code average_loss} and {@code global_step} are given
   *     anyway
   * @return the spec
   */
  static EstimatorSpec evaluate(Operand<TFloat32> loss, Map<String, Metric> metrics) {
    return new Evaluate(loss, new TreeMap<>(metrics));
  }

  /**
   * {@code EstimatorSpec(mode, predictions=predictions)}.
   *
   * @param predictions by name, tensors of [batch, ...]
   * @return the spec
   */
  static EstimatorSpec predict(Map<String, ? extends Operand<?>> predictions) {
    return new Predict(new TreeMap<>(predictions));
  }
}
