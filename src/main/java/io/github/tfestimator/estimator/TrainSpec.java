package io.github.tfestimator.estimator;

import io.github.tfestimator.hooks.SessionRunHook;
import io.github.tfestimator.input.InputFn;
import java.util.List;

/**
 * The specification of a training: {@code tf.estimator.TrainSpec}.
 *
 * @param input labeled examples
 * @param steps the length of the training; with {@link Steps#upTo}, a repeated call resumes a
 *     training that was stopped
 * @param hooks receive callbacks before and after each step
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
   * @param steps the length of the training
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
