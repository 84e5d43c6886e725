package io.github.tfestimator.estimator;

import org.tensorflow.op.Ops;

/** Builds what requests to an exported model are fed to: {@code serving_input_receiver_fn}. */
@FunctionalInterface
public interface ServingInputFn {

  /**
   * Adds placeholders, and the ops that make features of them, to a new graph.
   *
   * @param tf the graph
   * @return the features, and the inputs of each signature
   */
  ServingInput apply(Ops tf);
}
