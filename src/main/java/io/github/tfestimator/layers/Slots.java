package io.github.tfestimator.layers;

import java.util.List;
import java.util.Optional;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operation;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * The slots of optimizers: variables with an optimizer's state, which aren't trained. The names are
 * {@code tf.train}'s: {@code dense/kernel/Adam} and, for a second slot, {@code
 * dense/kernel/Adam_1}.
 */
public final class Slots {
  private Slots() {}

  /**
   * Adds a slot of zeros.
   *
   * @param tf the graph
   * @param variable the variable that gets the slot
   * @param name such as {@code Momentum}
   * @return a variable of the same shape
   */
  public static Variable<TFloat32> zeros(Ops tf, Variable<TFloat32> variable, String name) {
    return filled(tf, variable, name, 0);
  }

  /**
   * Adds a slot of equal values.
   *
   * @param tf the graph
   * @param variable the variable that gets the slot
   * @param name such as {@code Adagrad}
   * @param value its initial values
   * @return a variable of the same shape
   */
  public static Variable<TFloat32> filled(
      Ops tf, Variable<TFloat32> variable, String name, float value) {
    return create(tf, variable, name, fill(value));
  }

  /**
   * Adds a slot that begins with the variable's own initial values.
   *
   * @param tf the graph
   * @param variable the variable that gets the slot
   * @param name such as {@code ExponentialMovingAverage}
   * @return a variable of the same shape
   */
  public static Variable<TFloat32> copy(Ops tf, Variable<TFloat32> variable, String name) {
    Graph graph = (Graph) tf.scope().env();
    return create(
        tf,
        variable,
        name,
        (init, shape, key) -> {
          Operation assigned = graph.operation(variable.name() + Variables.ASSIGN);
          return init.withControlDependencies(List.of(() -> assigned))
              .readVariableOp(variable.handle(), TFloat32.class);
        });
  }

  /**
   * Adds a number that all variables share.
   *
   * @param tf the graph
   * @param name such as {@code beta1_power}
   * @param value its initial value
   * @return a scalar variable
   */
  public static Variable<TFloat32> scalar(Ops tf, String name, float value) {
    return Variables.createNamed(
        tf, uniqueName(tf, name), Shape.scalar(), fill(value), Optional.empty());
  }

  private static Initializer fill(float value) {
    return (init, shape, key) -> init.fill(init.constant(shape), init.constant(value));
  }

  private static Variable<TFloat32> create(
      Ops tf, Variable<TFloat32> variable, String name, Initializer initializer) {
    return Variables.createNamed(
        tf,
        uniqueName(tf, variable.name() + "/" + name),
        variable.shape(),
        initializer,
        Optional.of((GraphOperation) variable.handle().op()));
  }

  private static String uniqueName(Ops tf, String name) {
    Graph graph = (Graph) tf.scope().env();
    String unique = name;
    for (int i = 1; graph.operation(unique) != null; i++) {
      unique = name + "_" + i;
    }
    return unique;
  }
}
