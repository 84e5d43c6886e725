package io.github.tfestimator.estimator;

import io.github.tfestimator.hooks.RunValues;
import io.github.tfestimator.hooks.TensorNames;
import java.util.Optional;
import org.tensorflow.Graph;
import org.tensorflow.Result;
import org.tensorflow.Tensor;
import org.tensorflow.proto.RunMetadata;

/**
 * The values that a step was fed and fetched. TensorFlow refuses to fetch what is fed.
 *
 * @param loss the loss of the step's batch
 * @param graph the graph that was run
 * @param fed the step's batch
 * @param fetched the loss and the tensors that hooks requested
 */
record StepValues(float loss, Graph graph, BatchFeed fed, Result fetched) implements RunValues {
  @Override
  public Tensor get(String name) {
    String canonical = TensorNames.canonical(graph, name);
    return fed.tensor(canonical)
        .or(() -> fetched.get(canonical))
        .orElseThrow(
            () -> new IllegalArgumentException("No hook asked for the tensor \"" + name + "\""));
  }

  @Override
  public Optional<RunMetadata> trace() {
    return fetched.getMetadata();
  }
}
