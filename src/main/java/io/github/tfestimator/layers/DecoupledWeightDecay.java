package io.github.tfestimator.layers;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;

/**
 * An optimizer that shrinks weights before another one moves them, {@code w -= learningRate *
 * weightDecay * w}: AdamW if that one is {@link AdamOptimizer} (Loshchilov and Hutter 2019), Keras'
 * {@code weight_decay}. Variables of fewer than two dimensions, such as biases, aren't shrunk.
 *
 * @param optimizer moves the weights
 * @param learningRate the rate of that optimizer
 * @param weightDecay at least 0 and below 1
 */
public record DecoupledWeightDecay(
    Optimizer optimizer, LearningRate learningRate, float weightDecay) implements Optimizer {
  /** Checks the arguments. */
  public DecoupledWeightDecay {
    Objects.requireNonNull(optimizer, "optimizer");
    Objects.requireNonNull(learningRate, "learningRate");
    NumberChecks.requireFraction("weight decay", weightDecay);
  }

  @Override
  public List<Op> updates(Ops tf, List<GradientAndVariable> pairs) {
    var part = tf.math.mul(learningRate.of(tf), tf.constant(weightDecay));
    List<Op> decays = new ArrayList<>();
    for (GradientAndVariable pair : pairs) {
      var variable = pair.variable();
      if (variable.shape().numDimensions() > 1) {
        decays.add(tf.assignSubVariableOp(variable.handle(), tf.math.mul(variable.value(), part)));
      }
    }
    // The gradients are of before; those without a decay wait for the scope's own dependencies.
    decays.add(tf.noOp());
    return optimizer.updates(tf.withControlDependencies(decays), pairs);
  }
}
