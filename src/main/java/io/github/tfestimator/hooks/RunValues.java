package io.github.tfestimator.hooks;

import java.util.Optional;
import org.tensorflow.Tensor;
import org.tensorflow.proto.RunMetadata;

/** What a step computed: {@code SessionRunValues}. */
public interface RunValues {

  /**
   * @return the loss of the step's batch, before the variables moved
   */
  float loss();

  /**
   * @param name a tensor that a hook asked for in {@link SessionRunHook#beforeRun}
   * @return its value, which lives until {@link SessionRunHook#afterRun} returns
   * @throws IllegalArgumentException if no hook asked for it
   */
  Tensor get(String name);

  /**
   * @return when each kernel began and ended, if a hook {@linkplain RunContext#requestTrace asked}
   */
  Optional<RunMetadata> trace();
}
