package io.github.tfestimator.layers;

import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Operation;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Variable;
import org.tensorflow.types.TInt64;

/**
 * The variable {@code global_step} that a graph counts its training steps in, an int64 scalar:
 * {@code tf.train.create_global_step} and {@code tf.train.get_global_step}.
 */
public final class GlobalStep {
  /** Name of the variable, in the graph and in checkpoints. */
  public static final String NAME = "global_step";

  private GlobalStep() {}

  /**
   * Adds the variable, 0 at first.
   *
   * @param tf the graph, at its top level
   * @return the variable
   */
  public static Variable<TInt64> create(Ops tf) {
    var step = tf.withName(NAME).variable(Shape.scalar(), TInt64.class);
    var init = tf.withInitScope();
    init.withName("global_step_init").assign(step, init.constant(0L));
    return step;
  }

  /**
   * Finds the variable.
   *
   * @param tf the graph
   * @return the variable that {@link #create} added
   * @throws IllegalStateException if the graph has none
   */
  public static Operand<TInt64> of(Ops tf) {
    Operation step = ((Graph) tf.scope().env()).operation(NAME);
    if (step == null) {
      throw new IllegalStateException(
          "The graph has no variable global_step: call GlobalStep.create(tf) before its layers.");
    }
    return step.output(0);
  }
}
