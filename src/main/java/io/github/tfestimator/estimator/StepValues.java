package io.github.tfestimator.estimator;

import io.github.tfestimator.hooks.RunValues;
import io.github.tfestimator.hooks.TensorNames;
import java.util.Optional;
import org.tensorflow.Result;
import org.tensorflow.Tensor;
import org.tensorflow.proto.RunMetadata;

/**
 * What a step fetched.
 *
 * @param loss the step's
 * @param fetched the loss and what hooks asked for
 */
record StepValues(float loss, Result fetched) implements RunValues {
  @Override
  public Tensor get(String name) {
    return fetched
        .get(TensorNames.canonical(name))
        .orElseThrow(
            () -> new IllegalArgumentException("No hook asked for the tensor \"" + name + "\""));
  }

  @Override
  public Optional<RunMetadata> trace() {
    return fetched.getMetadata();
  }
}
