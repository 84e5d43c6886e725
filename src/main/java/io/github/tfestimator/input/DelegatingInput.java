package io.github.tfestimator.input;

import java.util.SortedMap;

/** An input of another input's examples, whose types and shapes it has. */
interface DelegatingInput extends InputFn {

  /** Returns the other input. */
  InputFn input();

  @Override
  default SortedMap<String, TensorSpec> features() {
    return input().features();
  }

  @Override
  default SortedMap<String, TensorSpec> labels() {
    return input().labels();
  }

  @Override
  default boolean repeats() {
    return input().repeats();
  }
}
