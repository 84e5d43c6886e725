package io.github.tfestimator.layers;

import io.github.tfestimator.layers.OptionalArguments.Center;
import io.github.tfestimator.layers.OptionalArguments.Epsilon;
import io.github.tfestimator.layers.OptionalArguments.Momentum;
import io.github.tfestimator.layers.OptionalArguments.Scale;
import java.util.Optional;
import java.util.stream.IntStream;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.nn.FusedBatchNorm;
import org.tensorflow.types.TFloat32;

/**
 * {@code tf.layers.batch_normalization} of the last dimension.
 *
 * <p>As in Python, images take TensorFlow's fused op, whose moving variance is that of a sample
 * (divided by n - 1), and other inputs take the formula of {@code tf.nn.batch_normalization} and
 * the variance of the batch (divided by n).
 */
final class BatchNormalization {
  private static final float MOMENTUM = 0.99f;
  private static final float EPSILON = 1e-3f;

  private final LayerBuilder layer;
  private final Ops tf;
  private final Operand<TFloat32> input;
  private final float epsilon;
  private final Operand<TFloat32> gamma;
  private final Operand<TFloat32> beta;
  private final Variable<TFloat32> movingMean;
  private final Variable<TFloat32> movingVariance;

  private BatchNormalization(LayerBuilder layer, Operand<TFloat32> input) {
    this.layer = layer;
    this.tf = layer.scope();
    this.input = input;
    var arguments = layer.arguments();
    Shape channels = Shape.of(layer.lastDimension(input, 2, 4));
    this.epsilon = arguments.get(Epsilon.class).map(Epsilon::value).orElse(EPSILON);
    boolean isScaled = arguments.get(Scale.class).map(Scale::value).orElse(true);
    boolean isCentered = arguments.get(Center.class).map(Center::value).orElse(true);
    this.gamma = parameter("gamma", channels, Initializers.ones(), isScaled);
    this.beta = parameter("beta", channels, Initializers.zeros(), isCentered);
    this.movingMean = Variables.createUntrained(tf, "moving_mean", channels, Initializers.zeros());
    this.movingVariance =
        Variables.createUntrained(tf, "moving_variance", channels, Initializers.ones());
  }

  static Operand<TFloat32> of(LayerBuilder layer, Operand<TFloat32> input, boolean training) {
    var normalization = new BatchNormalization(layer, input);
    return input.shape().numDimensions() == 4
        ? normalization.fused(training)
        : normalization.plain(training);
  }

  private Operand<TFloat32> parameter(
      String name, Shape channels, Initializer initializer, boolean isTrained) {
    return isTrained
        ? layer.trainable(name, channels, initializer, Optional.empty())
        : initializer.values(tf, channels, () -> null);
  }

  private Operand<TFloat32> fused(boolean training) {
    // In training the op computes mean and variance itself and takes empty ones, as in Python.
    Operand<TFloat32> mean = training ? tf.array(new float[0]) : movingMean.value();
    Operand<TFloat32> variance = training ? tf.array(new float[0]) : movingVariance.value();
    FusedBatchNorm<TFloat32, TFloat32> fused =
        tf.nn.fusedBatchNorm(
            input,
            gamma,
            beta,
            mean,
            variance,
            FusedBatchNorm.epsilon(epsilon),
            FusedBatchNorm.isTraining(training));
    if (training) {
      updateMovingAverages(fused.batchMean(), fused.batchVariance());
    }
    return fused.y();
  }

  private Operand<TFloat32> plain(boolean training) {
    Operand<TFloat32> mean = movingMean.value();
    Operand<TFloat32> variance = movingVariance.value();
    if (training) {
      var axes = tf.constant(IntStream.range(0, input.shape().numDimensions() - 1).toArray());
      mean = tf.math.mean(input, axes);
      variance = tf.math.mean(tf.math.squaredDifference(input, mean), axes);
      updateMovingAverages(mean, variance);
    }
    var factor = tf.math.mul(tf.math.rsqrt(tf.math.add(variance, tf.constant(epsilon))), gamma);
    return tf.math.add(tf.math.mul(input, factor), tf.math.sub(beta, tf.math.mul(mean, factor)));
  }

  private void updateMovingAverages(Operand<TFloat32> mean, Operand<TFloat32> variance) {
    float momentum = layer.arguments().get(Momentum.class).map(Momentum::value).orElse(MOMENTUM);
    update(movingMean, mean, momentum);
    update(movingVariance, variance, momentum);
  }

  private void update(Variable<TFloat32> average, Operand<TFloat32> value, float momentum) {
    var difference = tf.math.sub(average.value(), value);
    UpdateOps.assignSub(
        tf, "AssignMovingAvg", average, tf.math.mul(difference, tf.constant(1 - momentum)));
  }
}
