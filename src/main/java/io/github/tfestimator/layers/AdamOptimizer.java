package io.github.tfestimator.layers;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;

/**
 * {@code tf.train.AdamOptimizer} (Kingma and Ba 2015): in step t
 *
 * <pre>{@code
 * m = beta1 * m + (1 - beta1) * gradient
 * v = beta2 * v + (1 - beta2) * gradient^2
 * w -= learningRate * sqrt(1 - beta2^t) / (1 - beta1^t) * m / (sqrt(v) + epsilon)
 * }</pre>
 *
 * with {@code m} in {@code NAME/Adam} and {@code v} in {@code NAME/Adam_1}, zero at first, and the
 * powers of both betas in {@code beta1_power} and {@code beta2_power}.
 *
 * @param learningRate the rate
 * @param beta1 from 0 to below 1
 * @param beta2 from 0 to below 1
 * @param epsilon a positive number, against a division by zero
 */
public record AdamOptimizer(LearningRate learningRate, float beta1, float beta2, float epsilon)
    implements Optimizer {
  private static final String SLOT = "Adam";

  /** Checks the arguments. */
  public AdamOptimizer {
    Objects.requireNonNull(learningRate, "learningRate");
    NumberChecks.requireFraction("beta1", beta1);
    NumberChecks.requireFraction("beta2", beta2);
    NumberChecks.requirePositive("epsilon", epsilon);
  }

  /** Creates an optimizer of Python's defaults: rate 0.001, betas 0.9 and 0.999, epsilon 1e-8. */
  public AdamOptimizer() {
    this(0.001f);
  }

  /**
   * Creates an optimizer with a constant learning rate.
   *
   * @param learningRate a positive, finite number
   * @throws IllegalArgumentException if the learning rate isn't positive and finite
   */
  public AdamOptimizer(float learningRate) {
    this(LearningRate.constant(learningRate));
  }

  /**
   * Creates an optimizer with a learning rate that may depend on the global step.
   *
   * @param learningRate the learning rate
   */
  public AdamOptimizer(LearningRate learningRate) {
    this(learningRate, 0.9f, 0.999f, 1e-8f);
  }

  @Override
  public List<Op> updates(Ops tf, List<GradientAndVariable> pairs) {
    var rate = learningRate.of(tf);
    var beta1Power = Slots.scalar(tf, "beta1_power", beta1);
    var beta2Power = Slots.scalar(tf, "beta2_power", beta2);
    List<Op> updates = new ArrayList<>();
    for (GradientAndVariable pair : pairs) {
      var variable = pair.variable();
      updates.add(
          tf.train.resourceApplyAdam(
              variable.handle(),
              Slots.zeros(tf, variable, SLOT).handle(),
              Slots.zeros(tf, variable, SLOT).handle(),
              beta1Power.value(),
              beta2Power.value(),
              rate,
              tf.constant(beta1),
              tf.constant(beta2),
              tf.constant(epsilon),
              pair.gradient()));
    }
    var after = tf.withControlDependencies(List.copyOf(updates));
    updates.add(beta1Power.assign(after, tf.math.mul(beta1Power.value(), tf.constant(beta1))));
    updates.add(beta2Power.assign(after, tf.math.mul(beta2Power.value(), tf.constant(beta2))));
    return updates;
  }
}
