package io.github.tfestimator.layers;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * A rule by which a training step moves variables along their gradients: {@code
 * tf.train.Optimizer}. An optimizer of one's own implements {@link #updates}, with {@link Slots}
 * for what it keeps of each variable:
 *
 * <pre>{@code
 * Optimizer signDescent =
 *     (tf, pairs) ->
 *         pairs.stream()
 *             .map(p -> p.variable().assignAdd(tf, tf.math.mul(tf.constant(-0.01f), tf.math.sign(p.gradient()))))
 *             .toList();
 * }</pre>
 *
 * <p>The optimizers of tensorflow-framework train no variable of this package: they look for
 * reference variables ({@code VariableV2}) and find none, so their {@code minimize} is an op that
 * does nothing, which the estimator refuses after its first step.
 */
@FunctionalInterface
public interface Optimizer {
  /**
   * Adds the ops that move variables. They may run in any order.
   *
   * @param tf the graph, in a scope whose ops wait for all gradients
   * @param pairs the variables and their gradients
   * @return the ops
   */
  List<Op> updates(Ops tf, List<GradientAndVariable> pairs);

  /**
   * {@code minimize(loss, global_step=tf.train.get_global_step())}: a step that moves the trainable
   * variables of the graph and then adds one to the global step. See {@link #applyGradients} for
   * the order in which things happen.
   *
   * @param tf the graph, which has a {@link GlobalStep}
   * @param loss a scalar
   * @return the op that takes the step
   * @throws IllegalArgumentException if the loss depends on no trainable variable
   * @throws IllegalStateException if the graph has no global step
   */
  default Op minimize(Ops tf, Operand<TFloat32> loss) {
    return minimize(tf, loss, Variables.trainable(tf));
  }

  /**
   * {@code minimize(loss, global_step, var_list)}: a step that moves the given variables alone.
   *
   * @param tf the graph, which has a {@link GlobalStep}
   * @param loss a scalar
   * @param variables what to move
   * @return the op that takes the step
   * @throws IllegalArgumentException if the loss depends on none of them
   * @throws IllegalStateException if the graph has no global step
   */
  default Op minimize(Ops tf, Operand<TFloat32> loss, List<Variable<TFloat32>> variables) {
    return applyGradients(tf, computeGradients(tf, loss, variables));
  }

  /**
   * {@code compute_gradients(loss)}: the gradients with respect to the trainable variables.
   *
   * @param tf the graph
   * @param loss a scalar
   * @return the variables that the loss depends on, and their gradients
   * @throws IllegalArgumentException if the loss depends on no trainable variable
   */
  default List<GradientAndVariable> computeGradients(Ops tf, Operand<TFloat32> loss) {
    return computeGradients(tf, loss, Variables.trainable(tf));
  }

  /**
   * {@code compute_gradients(loss, var_list)}: the gradients with respect to the given variables.
   * Variables that the loss doesn't depend on, or only through {@code stopGradient} or whole
   * numbers, are left out, and so stay as they are. It doesn't matter which {@code ReadVariableOp}
   * the loss reads a variable by: {@link Variable#value} or one of the model function's own.
   *
   * @param tf the graph
   * @param loss a scalar
   * @param variables with respect to what
   * @return the variables that the loss depends on, and their gradients
   * @throws IllegalArgumentException if the loss depends on none of them, or reads one by an op
   *     without a gradient, such as {@code ResourceGather}
   */
  default List<GradientAndVariable> computeGradients(
      Ops tf, Operand<TFloat32> loss, List<Variable<TFloat32>> variables) {
    return VariableGradients.of(tf, loss, variables);
  }

  /**
   * {@code apply_gradients(grads_and_vars, global_step=tf.train.get_global_step())}: a step that
   * moves variables and then adds one to the global step.
   *
   * <p>All gradients are computed, and all their variables read, before the first variable moves:
   * what is fetched with the step is of before the move. The update ops of the graph, such as those
   * of batch normalization's moving averages, run with the moves. The global step counts last.
   *
   * @param tf the graph, which has a {@link GlobalStep}
   * @param pairs the variables and their gradients, as they are or clipped ({@link Clipping})
   * @return the op that takes the step
   * @throws IllegalArgumentException if there are no pairs
   * @throws IllegalStateException if the graph has no global step
   */
  default Op applyGradients(Ops tf, List<GradientAndVariable> pairs) {
    return TrainStep.of(tf, this, pairs);
  }
}
