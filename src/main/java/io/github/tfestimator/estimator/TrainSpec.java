package io.github.tfestimator.estimator;

import io.github.tfestimator.hooks.SessionRunHook;
import io.github.tfestimator.input.InputFn;
import java.util.List;

/**
 * What {@link Estimator#trainAndEvaluate} trains on: {@code tf.estimator.TrainSpec}.
 *
 * @param input labeled examples
 * @param steps how long; with {@link Steps#upTo}, the same call made again goes on where it was
 *     stopped
 * @param hooks what looks on
 */
public record TrainSpec(InputFn input, Steps steps, List<SessionRunHook> hooks) {

  /** Copies the list. */
  public TrainSpec {
    hooks = List.copyOf(hooks);
  }

  /**
   * {@code TrainSpec(input_fn, max_steps)}.
   *
   * @param input labeled examples
   * @param steps how long
   * @return the spec, without hooks
   */
  public static TrainSpec of(InputFn input, Steps steps) {
    return new TrainSpec(input, steps, List.of());
  }

  /**
   * Returns a spec with other hooks.
   *
   * @param hooks the hooks that receive callbacks; they replace all earlier ones
   * @return the changed spec
   */
  public TrainSpec withHooks(SessionRunHook... hooks) {
    return new TrainSpec(input, steps, List.of(hooks));
  }
}
