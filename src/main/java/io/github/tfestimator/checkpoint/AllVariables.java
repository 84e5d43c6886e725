package io.github.tfestimator.checkpoint;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.UnaryOperator;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;

/** Ops on all variables of a graph at once, in the order of their names. */
public final class AllVariables {
  private AllVariables() {}

  /**
   * Adds an op that gives each variable a value that is computed from its own.
   *
   * @param tf the graph, with all its variables
   * @param compute adds what computes the new value, of the same type and shape
   * @return the op
   */
  public static Op replace(Ops tf, UnaryOperator<Operand<?>> compute) {
    List<Op> assigned = new ArrayList<>();
    for (GraphVariable variable : variables(tf)) {
      assigned.add(variable.assign(tf, compute.apply(variable.read(tf))));
    }
    return tf.withControlDependencies(assigned).noOp();
  }

  /**
   * Adds a test of whether all resource variables have values.
   *
   * @param tf the graph, with all its variables
   * @return a scalar
   */
  public static Operand<TBool> areInitialized(Ops tf) {
    Operand<TBool> all = tf.constant(true);
    for (GraphVariable variable : variables(tf)) {
      if (variable.isResource()) {
        all = tf.math.logicalAnd(all, tf.varIsInitializedOp(variable.op().output(0)));
      }
    }
    return all;
  }

  private static Collection<GraphVariable> variables(Ops tf) {
    return GraphVariables.of((Graph) tf.scope().env()).values();
  }
}
