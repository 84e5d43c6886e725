package io.github.tfestimator.layers;

import org.tensorflow.Graph;
import org.tensorflow.op.Ops;

/**
 * The mark of a graph that must compute the same bits each time on GPUs, too: {@code
 * tf.config.experimental.enable_op_determinism}. Where an op has no deterministic kernel for GPUs,
 * this package builds others in its place, as Python does. The last bits may differ from those of a
 * graph without the mark.
 */
public final class DeterministicOps {
  private static final String NAME = "deterministic_ops";

  private DeterministicOps() {}

  /**
   * Marks the graph.
   *
   * @param tf the graph, at its top level, before its losses
   */
  public static void require(Ops tf) {
    tf.withName(NAME).noOp();
  }

  static boolean areRequired(Ops tf) {
    return ((Graph) tf.scope().env()).operation(NAME) != null;
  }
}
