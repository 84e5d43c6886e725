package io.github.tfestimator.estimator;

import org.tensorflow.Result;
import org.tensorflow.Tensor;

/** What a step computed: {@code SessionRunValues}. */
public final class RunValues {
  private final float loss;
  private final Result fetched;

  RunValues(float loss, Result fetched) {
    this.loss = loss;
    this.fetched = fetched;
  }

  /**
   * @return the loss of the step's batch, before the variables moved
   */
  public float loss() {
    return loss;
  }

  /**
   * @param name a tensor that a hook asked for in {@link SessionRunHook#beforeRun}
   * @return its value, which lives until {@link SessionRunHook#afterRun} returns
   * @throws IllegalArgumentException if no hook asked for it
   */
  public Tensor get(String name) {
    return fetched
        .get(TensorNames.canonical(name))
        .orElseThrow(
            () -> new IllegalArgumentException("No hook asked for the tensor \"" + name + "\""));
  }
}
