package io.github.tfestimator.layers;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * {@code tf.train.AdagradOptimizer} (Duchi et al. 2011): {@code a += gradient^2; w -= learningRate
 * * gradient / sqrt(a)}, with {@code a} in {@code NAME/Adagrad}.
 *
 * @param learningRate the rate
 * @param initialAccumulatorValue what {@code a} begins with, a positive number
 */
public record AdagradOptimizer(LearningRate learningRate, float initialAccumulatorValue)
    implements Optimizer {
  private static final String SLOT = "Adagrad";

  /** Checks the arguments. */
  public AdagradOptimizer {
    Objects.requireNonNull(learningRate, "learningRate");
    NumberChecks.requirePositive("initial accumulator value", initialAccumulatorValue);
  }

  /**
   * Creates an optimizer with a constant learning rate.
   *
   * @param learningRate a positive, finite number
   * @throws IllegalArgumentException if the learning rate isn't positive and finite
   */
  public AdagradOptimizer(float learningRate) {
    this(LearningRate.constant(learningRate));
  }

  /**
   * Creates an optimizer of Python's initial accumulator value, 0.1.
   *
   * @param learningRate the rate
   */
  public AdagradOptimizer(LearningRate learningRate) {
    this(learningRate, 0.1f);
  }

  @Override
  public List<Op> updates(Ops tf, List<GradientAndVariable> pairs) {
    var rate = learningRate.of(tf);
    List<Op> updates = new ArrayList<>();
    for (GradientAndVariable pair : pairs) {
      var variable = pair.variable();
      var accumulator = Slots.filled(tf, variable, SLOT, initialAccumulatorValue);
      updates.add(apply(tf, variable, accumulator, rate, pair.gradient()));
    }
    return updates;
  }

  /** Adds the first version of the kernel: TensorFlow Java has only the second, with an epsilon. */
  private static Op apply(
      Ops tf,
      Variable<TFloat32> variable,
      Variable<TFloat32> accumulator,
      Operand<TFloat32> rate,
      Operand<TFloat32> gradient) {
    var operation =
        tf.scope()
            .opBuilder("ResourceApplyAdagrad", "ResourceApplyAdagrad")
            .addInput(variable.handle().asOutput())
            .addInput(accumulator.handle().asOutput())
            .addInput(rate.asOutput())
            .addInput(gradient.asOutput())
            .build();
    return () -> operation;
  }
}
