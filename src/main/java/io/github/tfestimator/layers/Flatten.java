package io.github.tfestimator.layers;

import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TType;

/** {@code tf.layers.flatten}. */
final class Flatten {
  private Flatten() {}

  static <T extends TType> Operand<T> of(Ops scope, Operand<T> input) {
    Shape shape = input.shape();
    Shape example = shape.numDimensions() < 1 ? Shape.unknown() : shape.tail();
    if (example.hasUnknownDimension() || example.isUnknown()) {
      throw new IllegalArgumentException(
          "flatten takes an input whose dimensions after the first are known, but found %s: "
                  .formatted(Rows.text(shape))
              + "reshape it first");
    }
    return scope.reshape(input, scope.array(-1L, example.size()));
  }
}
