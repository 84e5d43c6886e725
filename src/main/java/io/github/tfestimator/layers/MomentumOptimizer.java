package io.github.tfestimator.layers;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.train.ResourceApplyMomentum;

/**
 * {@code tf.train.MomentumOptimizer}: {@code a = momentum * a + gradient; w -= learningRate * a},
 * with {@code a} in {@code NAME/Momentum}, zero at first.
 *
 * <p>Gradients of embeddings are dense here: unlike in Python, rows that a batch doesn't look up go
 * on moving by their momentum.
 *
 * @param learningRate the rate
 * @param momentum which part of the last move is kept, from 0 to below 1
 * @param useNesterov whether to move by {@code learningRate * (gradient + momentum * a)} instead
 *     (Sutskever et al. 2013)
 */
public record MomentumOptimizer(LearningRate learningRate, float momentum, boolean useNesterov)
    implements Optimizer {
  private static final String SLOT = "Momentum";

  /** Checks the arguments. */
  public MomentumOptimizer {
    Objects.requireNonNull(learningRate, "learningRate");
    NumberChecks.requireFraction("momentum", momentum);
  }

  /**
   * Creates an optimizer with a constant learning rate.
   *
   * @param learningRate a positive, finite number
   * @param momentum at least 0 and below 1
   * @throws IllegalArgumentException if an argument is out of range
   */
  public MomentumOptimizer(float learningRate, float momentum) {
    this(LearningRate.constant(learningRate), momentum);
  }

  /**
   * Creates an optimizer with a learning rate that may depend on the global step.
   *
   * @param learningRate the learning rate
   * @param momentum at least 0 and below 1
   * @throws IllegalArgumentException if the momentum is out of range
   */
  public MomentumOptimizer(LearningRate learningRate, float momentum) {
    this(learningRate, momentum, false);
  }

  /**
   * {@code use_nesterov=True}.
   *
   * @return the same with Nesterov's momentum
   */
  public MomentumOptimizer withNesterov() {
    return new MomentumOptimizer(learningRate, momentum, true);
  }

  @Override
  public List<Op> updates(Ops tf, List<GradientAndVariable> pairs) {
    var rate = learningRate.of(tf);
    var kept = tf.constant(momentum);
    List<Op> updates = new ArrayList<>();
    for (GradientAndVariable pair : pairs) {
      var variable = pair.variable();
      updates.add(
          tf.train.resourceApplyMomentum(
              variable.handle(),
              Slots.zeros(tf, variable, SLOT).handle(),
              rate,
              pair.gradient(),
              kept,
              ResourceApplyMomentum.useNesterov(useNesterov)));
    }
    return updates;
  }
}
