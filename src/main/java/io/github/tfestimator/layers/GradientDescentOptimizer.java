package io.github.tfestimator.layers;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;

/**
 * {@code tf.train.GradientDescentOptimizer}: {@code w -= learningRate * gradient}.
 *
 * @param learningRate the rate
 */
public record GradientDescentOptimizer(LearningRate learningRate) implements Optimizer {
  /** Checks the learning rate. */
  public GradientDescentOptimizer {
    Objects.requireNonNull(learningRate, "learningRate");
  }

  /**
   * Creates an optimizer with a constant learning rate.
   *
   * @param learningRate a positive, finite number
   * @throws IllegalArgumentException if the learning rate isn't positive and finite
   */
  public GradientDescentOptimizer(float learningRate) {
    this(LearningRate.constant(learningRate));
  }

  @Override
  public List<Op> updates(Ops tf, List<GradientAndVariable> pairs) {
    var rate = learningRate.of(tf);
    List<Op> updates = new ArrayList<>();
    for (GradientAndVariable pair : pairs) {
      updates.add(
          tf.train.resourceApplyGradientDescent(pair.variable().handle(), rate, pair.gradient()));
    }
    return updates;
  }
}
