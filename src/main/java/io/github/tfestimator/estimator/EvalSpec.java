package io.github.tfestimator.estimator;

import io.github.tfestimator.input.InputFn;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The specification of an evaluation: {@code tf.estimator.EvalSpec}. It takes the whole input,
 * where Python stops after 100 batches unless told otherwise.
 *
 * @param input labeled examples
 * @param steps the number of batches to evaluate on, fewer if the input ends before; {@code
 *     Long.MAX_VALUE} for the whole input, which must then be finite
 * @param name the name of the evaluation: history and events go to {@code eval_NAME}, or to {@code
 *     eval} without a name
 * @param exporters run after each evaluation, in this order
 * @param throttle the minimum time between the starts of two evaluations; the last evaluation isn't
 *     delayed
 */
public record EvalSpec(
    InputFn input, long steps, Optional<String> name, List<Exporter> exporters, Duration throttle) {

  /** Checks the values. */
  public EvalSpec {
    exporters = List.copyOf(exporters);
    if (steps < 1) {
      throw new IllegalArgumentException("steps (" + steps + ") must be 1 or more");
    }
    if (input.repeats() && steps == Long.MAX_VALUE) {
      throw new IllegalArgumentException(
          "The input never ends: evaluate takes one pass, such as batches(128), or EvalSpec.of(input, steps)");
    }
    name.ifPresent(text -> requireFolderName("name", text));
    List<String> names = exporters.stream().map(Exporter::name).toList();
    names.forEach(text -> requireFolderName("exporter's name", text));
    if (names.stream().distinct().count() < names.size()) {
      throw new IllegalArgumentException("exporters (" + names + ") must have names of their own");
    }
    if (throttle.isNegative()) {
      throw new IllegalArgumentException("throttle (" + throttle + ") must be zero or more");
    }
  }

  /**
   * {@code EvalSpec(input_fn, steps=None)}, with Python's throttle of 600 s.
   *
   * @param input labeled examples, finite
   * @return the spec, without name and exporters
   */
  public static EvalSpec of(InputFn input) {
    return new EvalSpec(
        input, Long.MAX_VALUE, Optional.empty(), List.of(), Duration.ofSeconds(600));
  }

  /**
   * Returns a spec of fewer batches: {@code EvalSpec(input_fn, steps=steps)}.
   *
   * @param input labeled examples, which may be endless
   * @param steps the number of batches to evaluate on
   * @return the spec, without name and exporters
   * @throws IllegalArgumentException if it is below 1
   */
  public static EvalSpec of(InputFn input, long steps) {
    return new EvalSpec(input, steps, Optional.empty(), List.of(), Duration.ofSeconds(600));
  }

  /**
   * Returns a spec with another evaluation name.
   *
   * @param name the name of the evaluation
   * @return the changed spec
   * @throws IllegalArgumentException if the name can't be part of a folder's name
   */
  public EvalSpec withName(String name) {
    return new EvalSpec(input, steps, Optional.of(name), exporters, throttle);
  }

  /**
   * Returns a spec with other exporters.
   *
   * @param exporters the exporters to run after an evaluation; they replace all earlier ones
   * @return the changed spec
   * @throws IllegalArgumentException if two exporters have the same name
   */
  public EvalSpec withExporters(Exporter... exporters) {
    return new EvalSpec(input, steps, name, List.of(exporters), throttle);
  }

  /**
   * Returns a spec with another throttle.
   *
   * @param throttle the minimum time between the starts of two evaluations
   * @return the changed spec
   * @throws IllegalArgumentException if the throttle is negative
   */
  public EvalSpec withThrottle(Duration throttle) {
    return new EvalSpec(input, steps, name, exporters, throttle);
  }

  static void requireFolderName(String what, String name) {
    if (!name.matches("\\w[\\w.-]*")) {
      throw new IllegalArgumentException(
          what
              + " ("
              + name
              + ") must be of letters, digits, _, . and -, as a folder is called so");
    }
  }
}
