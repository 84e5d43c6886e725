package io.github.tfestimator.hooks;

import java.util.Optional;
import org.tensorflow.Tensor;
import org.tensorflow.proto.RunMetadata;

/** The values that a step computed: {@code SessionRunValues}. */
public interface RunValues {

  /** {@return the loss of the step's batch, computed before the update of the variables} */
  float loss();

  /**
   * Returns the value of a requested tensor.
   *
   * @param name a tensor that a hook requested in {@link SessionRunHook#beforeRun}
   * @return the value, which is valid until {@link SessionRunHook#afterRun} returns
   * @throws IllegalArgumentException if no hook requested the tensor
   */
  Tensor get(String name);

  /**
   * {@return the times of each kernel, if a hook {@linkplain RunContext#requestTrace requested a
   * trace}}
   */
  Optional<RunMetadata> trace();
}
