package io.github.tfestimator.estimator;

import io.github.tfestimator.input.InputFn;
import java.util.List;
import java.util.Optional;

/**
 * The loop of {@link Estimator#train} with no hook at all, which the library has no use for. It is
 * in this package to call that very loop, so that a comparison shows the hooks and nothing else.
 */
public final class TrainingWithoutHooks {
  private TrainingWithoutHooks() {}

  /**
   * Trains from the initial values on and saves nothing.
   *
   * @param modelFn the model
   * @param config its seed and session are used
   * @param input labeled examples
   * @param steps how long
   */
  public static void run(ModelFn modelFn, RunConfig config, InputFn input, Steps steps) {
    var coordinator = Coordinator.of(config, steps);
    new Training(modelFn, config, Optional.empty(), input, steps, List.of(), coordinator)
        .run(Optional.empty());
  }
}
