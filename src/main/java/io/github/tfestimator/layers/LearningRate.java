package io.github.tfestimator.layers;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/**
 * A learning rate as a function of the global step: {@code tf.train}'s decays.
 *
 * <pre>{@code
 * LearningRate.exponentialDecay(0.1f, 1000, 0.9f).withWarmUp(500)
 * }</pre>
 */
@FunctionalInterface
public interface LearningRate {
  /**
   * Adds the ops that compute the rate.
   *
   * @param tf the graph
   * @param globalStep a scalar: how many steps were taken before this one
   * @return a scalar
   */
  Operand<TFloat32> at(Ops tf, Operand<TInt64> globalStep);

  /**
   * Adds the ops that compute the rate at the graph's own global step, for an optimizer or a
   * summary.
   *
   * @param tf the graph, which has a {@link GlobalStep}
   * @return a scalar
   * @throws IllegalStateException if the graph has no global step
   */
  default Operand<TFloat32> of(Ops tf) {
    return at(tf, GlobalStep.of(tf).value());
  }

  /**
   * The same rate at all steps.
   *
   * @param rate a positive, finite number
   * @return the rate
   * @throws IllegalArgumentException if it is another
   */
  static LearningRate constant(float rate) {
    NumberChecks.requirePositive("learning rate", rate);
    return (tf, globalStep) -> tf.constant(rate);
  }

  /**
   * {@code tf.train.exponential_decay}: {@code rate * decayRate^(step / decaySteps)}.
   *
   * @param rate at step 0, a positive, finite number
   * @param decaySteps after how many steps it is {@code decayRate} times as large, 1 or more
   * @param decayRate a positive, finite number
   * @return the rate
   * @throws IllegalArgumentException if one is another
   */
  static LearningRate exponentialDecay(float rate, long decaySteps, float decayRate) {
    return Decays.exponential(rate, decaySteps, decayRate, false);
  }

  /**
   * {@code tf.train.exponential_decay(staircase=True)}: {@code rate * decayRate^floor(step /
   * decaySteps)}.
   *
   * @param rate at first, a positive, finite number
   * @param decaySteps how many steps it stays, 1 or more
   * @param decayRate what it is then multiplied by, a positive, finite number
   * @return the rate
   * @throws IllegalArgumentException if one is another
   */
  static LearningRate staircaseDecay(float rate, long decaySteps, float decayRate) {
    return Decays.exponential(rate, decaySteps, decayRate, true);
  }

  /**
   * {@code tf.train.piecewise_constant}: {@code rates[0]} up to and including step {@code
   * boundaries[0]}, then {@code rates[1]} up to and including step {@code boundaries[1]}, and so
   * on.
   *
   * @param boundaries steps, each larger than the one before
   * @param rates one more than boundaries, positive and finite
   * @return the rate
   * @throws IllegalArgumentException if they are others
   */
  static LearningRate piecewiseConstant(long[] boundaries, float[] rates) {
    return Decays.piecewiseConstant(boundaries.clone(), rates.clone());
  }

  /**
   * {@code tf.train.cosine_decay}: half a wave down to zero, where it stays (Loshchilov and Hutter
   * 2017).
   *
   * @param rate at step 0, a positive, finite number
   * @param decaySteps at which step it is zero, 1 or more
   * @return the rate
   * @throws IllegalArgumentException if one is another
   */
  static LearningRate cosineDecay(float rate, long decaySteps) {
    return cosineDecay(rate, decaySteps, 0);
  }

  /**
   * {@code tf.train.cosine_decay}: half a wave, {@code rate * ((1 - alpha) * (1 + cos(pi *
   * min(step, decaySteps) / decaySteps)) / 2 + alpha)}.
   *
   * @param rate at step 0, a positive, finite number
   * @param decaySteps from which step on it stays, 1 or more
   * @param alpha which part of it stays, at least 0 and below 1
   * @return the rate
   * @throws IllegalArgumentException if one is another
   */
  static LearningRate cosineDecay(float rate, long decaySteps, float alpha) {
    return Decays.cosine(rate, decaySteps, alpha);
  }

  /**
   * {@code tf.train.polynomial_decay}: {@code (rate - endRate) * (1 - min(step, decaySteps) /
   * decaySteps)^power + endRate}; a straight line down with the power 1.
   *
   * @param rate at step 0, a positive, finite number
   * @param decaySteps from which step on it is {@code endRate}, 1 or more
   * @param endRate at least 0, finite
   * @param power a positive, finite number
   * @return the rate
   * @throws IllegalArgumentException if one is another
   */
  static LearningRate polynomialDecay(float rate, long decaySteps, float endRate, float power) {
    return Decays.polynomial(rate, decaySteps, endRate, power);
  }

  /**
   * A linear warm-up: {@code min(1, step / steps)} times this rate, as BERT is trained. Step 0 has
   * the rate 0.
   *
   * @param steps from which step on the rate is this one, 1 or more
   * @return the rate
   * @throws IllegalArgumentException if the steps are below 1
   */
  default LearningRate withWarmUp(long steps) {
    return Decays.warmUp(this, steps);
  }
}
