package io.github.tfestimator.estimator;

import io.github.tfestimator.input.InputFn;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What {@link Estimator#trainAndEvaluate} judges by: {@code tf.estimator.EvalSpec}. An evaluation
 * takes the whole input, where Python stops after 100 batches unless told otherwise.
 *
 * @param input labeled examples, finite
 * @param name tells several evaluations apart: history and events go to {@code eval_NAME}, or to
 *     {@code eval} without one
 * @param exporters what becomes of the model after an evaluation, in this order
 * @param throttle the least time from the start of one evaluation to the start of the next; the
 *     last one waits for nothing
 */
public record EvalSpec(
    InputFn input, Optional<String> name, List<Exporter> exporters, Duration throttle) {

  /** Checks the values. */
  public EvalSpec {
    exporters = List.copyOf(exporters);
    name.ifPresent(text -> Estimator.requireFolderName("name", text));
    List<String> names = exporters.stream().map(Exporter::name).toList();
    names.forEach(text -> Estimator.requireFolderName("exporter's name", text));
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
    return new EvalSpec(input, Optional.empty(), List.of(), Duration.ofSeconds(600));
  }

  /**
   * @param name what to call the evaluation
   * @return a spec with that name
   * @throws IllegalArgumentException if no folder can be called so
   */
  public EvalSpec withName(String name) {
    return new EvalSpec(input, Optional.of(name), exporters, throttle);
  }

  /**
   * @param exporters what becomes of the model after an evaluation
   * @return a spec with these exporters and no others
   * @throws IllegalArgumentException if two have one name
   */
  public EvalSpec withExporters(Exporter... exporters) {
    return new EvalSpec(input, name, List.of(exporters), throttle);
  }

  /**
   * @param throttle the least time between the starts of two evaluations
   * @return a spec with that throttle
   * @throws IllegalArgumentException if it is negative
   */
  public EvalSpec withThrottle(Duration throttle) {
    return new EvalSpec(input, name, exporters, throttle);
  }
}
