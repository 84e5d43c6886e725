package io.github.tfestimator.cnn;

import io.github.tfestimator.layers.DecoupledWeightDecay;
import io.github.tfestimator.layers.LearningRate;
import io.github.tfestimator.layers.LossArguments;
import io.github.tfestimator.layers.Losses;
import io.github.tfestimator.layers.Optimizer;
import java.util.Objects;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TNumber;

/**
 * The way in which a training moves the weights; {@link #defaults} is the tutorial's.
 *
 * @param optimizer what moves the weights
 * @param learningRate the learning rate, positive and finite
 * @param decay how the rate falls over the steps
 * @param warmUp in how many steps the rate rises from 0; 0 for none
 * @param momentum of the optimizer, for Adam its first beta, at least 0 and below 1; 0 for gradient
 *     descent
 * @param beta2 of Adam: which part of the mean of the squares of gradients is kept, at least 0 and
 *     below 1; 0 for other optimizers
 * @param weightDecay what is taken from each kernel in each step, times the learning rate, at least
 *     0 and below 1
 * @param labelSmoothing the share by which a training moves labels toward equal probabilities, at
 *     least 0 and below 1
 * @param averageWeights the averages of the weights that the model is evaluated and used with
 */
public record Optimization(
    OptimizerKind optimizer,
    float learningRate,
    RateDecay decay,
    long warmUp,
    float momentum,
    float beta2,
    float weightDecay,
    float labelSmoothing,
    Averages averageWeights) {
  private static final Optimization DEFAULTS = plain(OptimizerKind.SGD, 0.001f);

  /** Checks the values. */
  public Optimization {
    Objects.requireNonNull(optimizer, "no optimizer, or an unknown one");
    Objects.requireNonNull(decay, "no decay");
    Objects.requireNonNull(averageWeights, "no average of weights");
    if (!(learningRate > 0 && learningRate < Float.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "learning rate (" + learningRate + ") must be a positive, finite number");
    }
    if (warmUp < 0) {
      throw new IllegalArgumentException("warm up (" + warmUp + ") must be 0 or more");
    }
    requireFraction("momentum", momentum);
    requireFraction("beta2", beta2);
    requireFraction("weight decay", weightDecay);
    requireFraction("label smoothing", labelSmoothing);
    if (optimizer == OptimizerKind.SGD && momentum != 0) {
      throw new IllegalArgumentException(
          "momentum (" + momentum + ") must be 0 for sgd: take momentum, nesterov or adam");
    }
    if (optimizer != OptimizerKind.ADAM && beta2 != 0) {
      throw new IllegalArgumentException("beta2 (" + beta2 + ") must be 0 for all but adam");
    }
  }

  /**
   * Returns the tutorial's way.
   *
   * @return gradient descent with a constant learning rate of 0.001
   */
  public static Optimization defaults() {
    return DEFAULTS;
  }

  /**
   * Returns an optimizer with a constant rate, its usual momentum and its usual beta2.
   *
   * @param optimizer what moves the weights
   * @param learningRate the learning rate, positive and finite
   * @return the way
   */
  public static Optimization plain(OptimizerKind optimizer, float learningRate) {
    float momentum = optimizer.defaultMomentum();
    float beta2 = optimizer.defaultBeta2();
    return new Optimization(
        optimizer, learningRate, RateDecay.NONE, 0, momentum, beta2, 0, 0, Averages.NONE);
  }

  /**
   * Returns the same with another learning rate.
   *
   * @param value positive and finite
   * @return the way
   */
  public Optimization withLearningRate(float value) {
    return new Optimization(
        optimizer,
        value,
        decay,
        warmUp,
        momentum,
        beta2,
        weightDecay,
        labelSmoothing,
        averageWeights);
  }

  /** Adds the loss of a training. */
  Operand<TFloat32> loss(Ops tf, Operand<? extends TNumber> labels, Operand<TFloat32> logits) {
    if (labelSmoothing == 0) {
      return Losses.sparseSoftmaxCrossEntropy(tf, labels, logits);
    }
    var classes = tf.constant((int) logits.shape().get(1));
    var onehot =
        tf.oneHot(tf.dtypes.cast(labels, TInt32.class), classes, tf.constant(1f), tf.constant(0f));
    return Losses.softmaxCrossEntropy(
        tf, onehot, logits, LossArguments.labelSmoothing(labelSmoothing));
  }

  /** Adds a training step: the weights, then the global step, then the averages move. */
  Op minimize(Ops tf, Operand<TFloat32> loss) {
    Op step = withDecay(optimizer.of(rate(), momentum, beta2)).minimize(tf, loss);
    return averageWeights.average().map(average -> average.apply(tf, step)).orElse(step);
  }

  /** Lets a graph that doesn't train have the averages for its weights. */
  void restoreAverages(Ops tf) {
    averageWeights.average().ifPresent(average -> average.restore(tf));
  }

  private Optimizer withDecay(Optimizer plain) {
    return weightDecay == 0 ? plain : new DecoupledWeightDecay(plain, rate(), weightDecay);
  }

  private LearningRate rate() {
    LearningRate rate = decay.of(learningRate);
    return warmUp == 0 ? rate : rate.withWarmUp(warmUp);
  }

  private static void requireFraction(String name, float value) {
    if (!(value >= 0 && value < 1)) {
      throw new IllegalArgumentException(name + " (" + value + ") must be at least 0 and below 1");
    }
  }
}
