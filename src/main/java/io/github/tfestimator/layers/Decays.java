package io.github.tfestimator.layers;

import static io.github.tfestimator.layers.NumberChecks.requireCount;
import static io.github.tfestimator.layers.NumberChecks.requireFraction;
import static io.github.tfestimator.layers.NumberChecks.requireNotNegative;
import static io.github.tfestimator.layers.NumberChecks.requirePositive;

import java.util.Arrays;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

/**
 * The formulas of {@link LearningRate}, op by op as {@code learning_rate_decay.py} has them, so
 * that the rates are Python's to the bit or nearly so.
 */
final class Decays {
  private Decays() {}

  static LearningRate exponential(
      float rate, long decaySteps, float decayRate, boolean isStaircase) {
    requirePositive("learning rate", rate);
    requireCount("decay steps", decaySteps);
    requirePositive("decay rate", decayRate);
    return (tf, globalStep) -> {
      var part = tf.math.div(toFloat(tf, globalStep), tf.constant((float) decaySteps));
      var power = isStaircase ? tf.math.floor(part) : part;
      return tf.math.mul(tf.constant(rate), tf.math.pow(tf.constant(decayRate), power));
    };
  }

  static LearningRate cosine(float rate, long decaySteps, float alpha) {
    requirePositive("learning rate", rate);
    requireCount("decay steps", decaySteps);
    requireFraction("alpha", alpha);
    return (tf, globalStep) -> {
      var end = tf.constant((float) decaySteps);
      var part = tf.math.div(tf.math.minimum(toFloat(tf, globalStep), end), end);
      var wave = tf.math.cos(tf.math.mul(tf.constant((float) Math.PI), part));
      var decayed = tf.math.mul(tf.constant(0.5f), tf.math.add(tf.constant(1f), wave));
      var left =
          tf.math.add(tf.math.mul(tf.constant((float) (1.0 - alpha)), decayed), tf.constant(alpha));
      return tf.math.mul(tf.constant(rate), left);
    };
  }

  static LearningRate polynomial(float rate, long decaySteps, float endRate, float power) {
    requirePositive("learning rate", rate);
    requireCount("decay steps", decaySteps);
    requireNotNegative("end rate", endRate);
    requirePositive("power", power);
    return (tf, globalStep) -> {
      var end = tf.constant((float) decaySteps);
      var part = tf.math.div(tf.math.minimum(toFloat(tf, globalStep), end), end);
      var left = tf.math.pow(tf.math.sub(tf.constant(1f), part), tf.constant(power));
      return tf.math.add(
          tf.math.mul(tf.constant((float) ((double) rate - endRate)), left), tf.constant(endRate));
    };
  }

  static LearningRate piecewiseConstant(long[] boundaries, float[] rates) {
    if (rates.length != boundaries.length + 1) {
      throw new IllegalArgumentException(
          "piecewiseConstant takes one rate more than boundaries, but found %d boundaries and %d rates"
              .formatted(boundaries.length, rates.length));
    }
    for (int i = 1; i < boundaries.length; i++) {
      if (boundaries[i] <= boundaries[i - 1]) {
        throw new IllegalArgumentException(
            "boundaries %s must increase".formatted(Arrays.toString(boundaries)));
      }
    }
    for (float rate : rates) {
      requirePositive("learning rate", rate);
    }
    return (tf, globalStep) -> {
      var passed = tf.math.less(tf.constant(boundaries), globalStep);
      var piece = tf.reduceSum(tf.dtypes.cast(passed, TInt32.class), tf.constant(0));
      return tf.gather(tf.constant(rates), piece, tf.constant(0));
    };
  }

  static LearningRate warmUp(LearningRate after, long steps) {
    requireCount("warm-up steps", steps);
    return (tf, globalStep) -> {
      var part = tf.math.div(toFloat(tf, globalStep), tf.constant((float) steps));
      return tf.math.mul(after.at(tf, globalStep), tf.math.minimum(tf.constant(1f), part));
    };
  }

  private static Operand<TFloat32> toFloat(Ops tf, Operand<TInt64> globalStep) {
    return tf.dtypes.cast(globalStep, TFloat32.class);
  }
}
