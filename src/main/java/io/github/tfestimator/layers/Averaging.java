package io.github.tfestimator.layers;

import io.github.tfestimator.checkpoint.RestoreKeys;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** The ops that averages of weights have in common. */
final class Averaging {
  private Averaging() {}

  /**
   * Adds {@code average -= part * (average - variable)} to a training step, in slots that begin
   * with the variables' own initial values.
   *
   * @param part computes a scalar in a scope whose ops wait for the step
   */
  static Op apply(
      Ops tf,
      Op trainOp,
      List<Variable<TFloat32>> variables,
      String slot,
      Function<Ops, Operand<TFloat32>> part) {
    var after = tf.withControlDependencies(List.of(trainOp));
    var step = part.apply(after);
    List<Op> moves = new ArrayList<>();
    for (Variable<TFloat32> variable : variables) {
      var average = Slots.copy(tf, variable, slot);
      var moved = after.readVariableOp(variable.handle(), TFloat32.class);
      // A step of gradient descent is what moves the average, in one pass over its memory.
      moves.add(
          tf.train.resourceApplyGradientDescent(
              average.handle(), step, tf.math.sub(average.value(), moved)));
    }
    return tf.withControlDependencies(moves).noOp();
  }

  /** Lets variables be restored from their slots. */
  static void restore(Ops tf, List<Variable<TFloat32>> variables, String slot) {
    Map<String, String> keys = new TreeMap<>();
    variables.forEach(variable -> keys.put(variable.name(), variable.name() + "/" + slot));
    RestoreKeys.set(tf, keys);
  }
}
