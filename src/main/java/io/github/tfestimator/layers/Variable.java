package io.github.tfestimator.layers;

import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TType;

/**
 * A variable of a graph: TensorFlow's resource variable, as {@code tf.get_variable(use_resource=
 * True)} makes it. {@link Variables} creates and finds them.
 *
 * @param <T> the type of its values
 */
public final class Variable<T extends TType> {
  private final Output<?> handle;
  private final Output<T> value;
  private final boolean isTrainable;

  Variable(Output<?> handle, Output<T> value, boolean isTrainable) {
    this.handle = handle;
    this.value = value;
    this.isTrainable = isTrainable;
  }

  /** {@return the name, which is also the key in checkpoints, such as {@code dense/kernel}} */
  public String name() {
    return handle.op().name();
  }

  /** {@return the shape, without unknown dimensions} */
  public Shape shape() {
    return value.shape();
  }

  /** {@return the type of the values} */
  public Class<T> type() {
    return value.type();
  }

  /** {@return whether optimizers update the variable by default} */
  public boolean isTrainable() {
    return isTrainable;
  }

  /**
   * Returns what the {@code tf.train.resourceApply...} ops take.
   *
   * @return a scalar that refers to the variable
   */
  public Operand<? extends TType> handle() {
    return handle;
  }

  /**
   * Returns the variable's one read, the op {@code NAME/Read/ReadVariableOp}. All of a step that
   * uses it sees the same values. The optimizers of this package move variables only after it, so
   * these are the values before the move.
   *
   * @return the values, of the variable's shape
   */
  public Operand<T> value() {
    return value;
  }

  /**
   * Adds an op that sets all values.
   *
   * @param tf the graph
   * @param values of the variable's shape
   * @return the op
   */
  public Op assign(Ops tf, Operand<T> values) {
    return tf.assignVariableOp(handle, values);
  }

  /**
   * Adds an op that adds to all values.
   *
   * @param tf the graph
   * @param delta of the variable's shape
   * @return the op
   */
  public Op assignAdd(Ops tf, Operand<T> delta) {
    return tf.assignAddVariableOp(handle, delta);
  }

  /**
   * Checks the type of the values.
   *
   * @param other the type that they must have
   * @param <U> the type
   * @return this variable
   * @throws IllegalArgumentException if they have another
   */
  public <U extends TType> Variable<U> expect(Class<U> other) {
    if (type() != other) {
      throw new IllegalArgumentException(
          "variable %s is %s, not %s"
              .formatted(name(), type().getSimpleName(), other.getSimpleName()));
    }
    return new Variable<>(handle, value.expect(other), isTrainable);
  }

  @Override
  public String toString() {
    return "%s %s %s".formatted(name(), type().getSimpleName(), shape());
  }
}
