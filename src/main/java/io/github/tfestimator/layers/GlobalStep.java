package io.github.tfestimator.layers;

import org.tensorflow.Graph;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
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
    var step = Variables.create(tf, NAME, Shape.scalar(), TInt64.class, false);
    Variables.initialize(tf, step, init -> init.constant(0L));
    return step;
  }

  /**
   * Finds the variable.
   *
   * @param tf the graph
   * @return the variable that {@link #create} added
   * @throws IllegalStateException if the graph has none
   */
  public static Variable<TInt64> of(Ops tf) {
    return Variables.find((Graph) tf.scope().env(), NAME)
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "The graph has no variable global_step: call GlobalStep.create(tf) before its"
                        + " layers."))
        .expect(TInt64.class);
  }
}
