package io.github.tfestimator.checkpoint;

import io.github.tfestimator.fuzz.Bounded;

/** All that a checkpoint that was opened is asked for. */
final class CheckpointValues {
  private CheckpointValues() {}

  /** Reads all variables, whose shapes and values have to agree. */
  static void require(byte[] input, CheckpointReader reader) {
    Bounded.read(
        input,
        CheckpointException.class,
        () -> {
          for (VariableInfo variable : reader.variables()) {
            if (variable.dtype().equals("float32")) {
              long size = variable.shape().stream().reduce(1L, Math::multiplyExact);
              Bounded.require(reader.floats(variable.name()).length == size, "Other values");
            }
          }
          reader.keysByName();
          reader.kinds();
          return reader.findGlobalStep();
        });
  }
}
