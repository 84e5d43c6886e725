package io.github.tfestimator.layers;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;

/**
 * {@code tf.train.RMSPropOptimizer} (Hinton 2012), not centered:
 *
 * <pre>{@code
 * s = decay * s + (1 - decay) * gradient^2
 * a = momentum * a + learningRate * gradient / sqrt(s + epsilon)
 * w -= a
 * }</pre>
 *
 * with {@code s} in {@code NAME/RMSProp}, one at first, and {@code a} in {@code NAME/RMSProp_1},
 * zero at first.
 *
 * <p>Gradients of embeddings are dense here: unlike in Python, the slots of rows that a batch
 * doesn't look up decay, too.
 *
 * @param learningRate the rate
 * @param decay from 0 to below 1
 * @param momentum from 0 to below 1
 * @param epsilon a positive number, against a division by zero
 */
public record RMSPropOptimizer(
    LearningRate learningRate, float decay, float momentum, float epsilon) implements Optimizer {
  private static final String SLOT = "RMSProp";

  /** Checks the arguments. */
  public RMSPropOptimizer {
    Objects.requireNonNull(learningRate, "learningRate");
    NumberChecks.requireFraction("decay", decay);
    NumberChecks.requireFraction("momentum", momentum);
    NumberChecks.requirePositive("epsilon", epsilon);
  }

  /**
   * Creates an optimizer with a constant learning rate.
   *
   * @param learningRate a positive, finite number
   * @throws IllegalArgumentException if the learning rate isn't positive and finite
   */
  public RMSPropOptimizer(float learningRate) {
    this(LearningRate.constant(learningRate));
  }

  /**
   * Creates an optimizer of Python's defaults: decay 0.9, no momentum, epsilon 1e-10.
   *
   * @param learningRate the rate
   */
  public RMSPropOptimizer(LearningRate learningRate) {
    this(learningRate, 0.9f, 0, 1e-10f);
  }

  @Override
  public List<Op> updates(Ops tf, List<GradientAndVariable> pairs) {
    var rate = learningRate.of(tf);
    List<Op> updates = new ArrayList<>();
    for (GradientAndVariable pair : pairs) {
      var variable = pair.variable();
      updates.add(
          tf.train.resourceApplyRmsProp(
              variable.handle(),
              Slots.filled(tf, variable, SLOT, 1).handle(),
              Slots.zeros(tf, variable, SLOT).handle(),
              rate,
              tf.constant(decay),
              tf.constant(momentum),
              tf.constant(epsilon),
              pair.gradient()));
    }
    return updates;
  }
}
