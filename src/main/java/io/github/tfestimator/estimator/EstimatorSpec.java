package io.github.tfestimator.estimator;

import io.github.tfestimator.input.JavaArrays;
import io.github.tfestimator.input.TensorSpec;
import io.github.tfestimator.metrics.Metric;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.types.TFloat32;

/**
 * The result of a model function: {@code tf.estimator.EstimatorSpec}. Each mode has a type of its
 * own, so that none can lack what its mode needs.
 */
public sealed interface EstimatorSpec {

  /**
   * The result in {@link Mode#TRAIN}.
   *
   * @param loss a scalar, which the training makes small
   * @param trainOp an op that takes a step and adds one to the global step, such as {@code
   *     optimizer.minimize(tf, loss)}
   */
  record Train(Operand<TFloat32> loss, Op trainOp) implements EstimatorSpec {
    /**
     * Checks the loss.
     *
     * @throws IllegalArgumentException if it is no scalar, or there is no op
     */
    public Train {
      requireScalar(loss);
      if (trainOp == null) {
        throw new IllegalArgumentException(
            "trainOp (null) must be an op, such as optimizer.minimize(tf, loss)");
      }
    }
  }

  /**
   * The result in {@link Mode#EVAL}.
   *
   * @param loss a scalar, the mean over a batch
   * @param metrics other measurements, by name
   */
  record Evaluate(Operand<TFloat32> loss, SortedMap<String, Metric> metrics)
      implements EstimatorSpec {
    /**
     * Checks the loss and the names.
     *
     * @throws IllegalArgumentException if the loss is no scalar, or a metric has the name {@code
     *     loss}, {@code average_loss} or {@code global_step}, or is null
     */
    public Evaluate {
      requireScalar(loss);
      metrics.forEach(EstimatorSpec::requireMetric);
      for (String taken : new String[] {"loss", "average_loss", "global_step"}) {
        if (metrics.containsKey(taken)) {
          throw new IllegalArgumentException(
              "metrics (%s) must have other names than %s, which every evaluation has"
                  .formatted(metrics.keySet(), taken));
        }
      }
    }
  }

  /**
   * The result in {@link Mode#PREDICT}.
   *
   * @param predictions tensors of [batch, ...] by name; float32, float64, int32, int64, uint8, bool
   *     or string
   */
  record Predict(SortedMap<String, Operand<?>> predictions) implements EstimatorSpec {
    /**
     * Checks types and shapes.
     *
     * @throws IllegalArgumentException if there are no predictions, or one is a scalar or of a type
     *     that can't be fetched
     */
    public Predict {
      if (predictions.isEmpty()) {
        throw new IllegalArgumentException("predictions ({}) must be one or more");
      }
      predictions.forEach(EstimatorSpec::requireFetchable);
    }
  }

  /**
   * Returns the spec of a training: {@code EstimatorSpec(mode, loss=loss, train_op=train_op)}.
   *
   * @param loss a scalar
   * @param trainOp an op that takes a step
   * @return the spec
   * @throws IllegalArgumentException if the loss is no scalar
   */
  static EstimatorSpec train(Operand<TFloat32> loss, Op trainOp) {
    return new Train(loss, trainOp);
  }

  /**
   * Returns the spec of an evaluation: {@code EstimatorSpec(mode, loss=loss,
   * eval_metric_ops=metrics)}.
   *
   * @param loss a scalar, the mean over a batch
   * @param metrics by name; {@code loss}, {@code average_loss} and {@code global_step} are given
   *     anyway
   * @return the spec
   * @throws IllegalArgumentException if the loss is no scalar or a metric has one of these names
   */
  static EstimatorSpec evaluate(Operand<TFloat32> loss, Map<String, Metric> metrics) {
    return new Evaluate(loss, new TreeMap<>(metrics));
  }

  /**
   * Returns the spec of a prediction: {@code EstimatorSpec(mode, predictions=predictions)}.
   *
   * @param predictions tensors of [batch, ...] by name
   * @return the spec
   * @throws IllegalArgumentException if one is a scalar or of a type that can't be fetched
   */
  static EstimatorSpec predict(Map<String, ? extends Operand<?>> predictions) {
    return new Predict(new TreeMap<>(predictions));
  }

  private static void requireScalar(Operand<TFloat32> loss) {
    if (loss == null) {
      throw new IllegalArgumentException("loss (null) must be a scalar");
    }
    Shape shape = loss.shape();
    if (!shape.isUnknown() && shape.numDimensions() > 0) {
      throw new IllegalArgumentException(
          "loss (of the shape %s) must be a scalar: take the mean over the batch".formatted(shape));
    }
  }

  private static void requireMetric(String name, Metric metric) {
    if (metric == null) {
      throw new IllegalArgumentException(
          "The metric \"%s\" is null, but must be one, such as Metric.mean(values)"
              .formatted(name));
    }
  }

  private static void requireFetchable(String name, Operand<?> prediction) {
    if (prediction == null) {
      throw new PredictionException(
          "The prediction \"%s\" is null, but must be a tensor of [batch, ...]".formatted(name));
    }
    Shape shape = prediction.shape();
    if (!shape.isUnknown() && shape.numDimensions() == 0) {
      throw new PredictionException(
          "The prediction \"%s\" is a scalar, but must have a row for each example: [batch, ...]"
              .formatted(name));
    }
    if (!JavaArrays.isSupported(prediction.asOutput().dataType())) {
      throw new PredictionException(
          "The prediction \"%s\" is of %s, but must be float32, float64, int32, int64, uint8, bool or string: cast it"
              .formatted(name, TensorSpec.name(prediction.asOutput().dataType())));
    }
  }
}
