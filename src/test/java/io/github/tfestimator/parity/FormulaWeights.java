package io.github.tfestimator.parity;

import io.github.tfestimator.Tensors;
import io.github.tfestimator.hooks.RunContext;
import io.github.tfestimator.hooks.SessionRunHook;
import java.util.Map;
import java.util.TreeMap;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/**
 * Gives all trainable variables the formula's values before the first step; the checkpoint of step
 * 0 has them too.
 */
final class FormulaWeights implements SessionRunHook {
  private final Map<String, Op> assigns = new TreeMap<>();

  @Override
  public void begin(Graph graph) {
    Ops tf = Ops.create(graph);
    for (String name : Formula.VARIABLES) {
      var variable = Tensors.variable(graph, name);
      var value =
          tf.withName(placeholder(name))
              .placeholder(TFloat32.class, Placeholder.shape(variable.shape()));
      assigns.put(name, variable.assign(tf, value));
    }
  }

  @Override
  public void afterCreateSession(RunContext context) {
    Session session = context.session();
    assigns.forEach(
        (name, assign) -> {
          var shape = Tensors.variable(session.graph(), name).shape();
          try (TFloat32 value = Tensors.tensor(Formula.weight(name, shape), shape)) {
            session.runner().feed(placeholder(name), value).addTarget(assign).run().close();
          }
        });
  }

  private static String placeholder(String variable) {
    return "given_" + variable.replace('/', '_');
  }
}
