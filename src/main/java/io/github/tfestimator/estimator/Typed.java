package io.github.tfestimator.estimator;

import io.github.tfestimator.input.TensorSpec;
import org.tensorflow.Operand;
import org.tensorflow.types.family.TType;

/** Operands of a type that is known only when the graph is built. */
final class Typed {
  private Typed() {}

  /**
   * Returns the operand as one of the type.
   *
   * @param what its name in an error, such as {@code feature "x"}
   * @throws IllegalArgumentException if it is of another type
   */
  static <T extends TType> Operand<T> as(Class<T> type, Operand<?> operand, String what) {
    if (operand.type() != type) {
      throw new IllegalArgumentException(
          "The model asks for the %s as %s, but the input has it as %s: ask by get(..., %s.class), or change the input"
              .formatted(
                  what,
                  type.getSimpleName(),
                  TensorSpec.name(operand.asOutput().dataType()),
                  operand.type().getSimpleName()));
    }
    return operand.asOutput().expect(type);
  }
}
