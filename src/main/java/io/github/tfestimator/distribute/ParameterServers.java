package io.github.tfestimator.distribute;

import java.util.Optional;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.OperationBuilder;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.Scope;
import org.tensorflow.op.core.VarHandleOp;

/**
 * The parameter servers of a graph's distribution, each with about as many numbers as the others: a
 * variable goes to the server that has fewest.
 */
public final class ParameterServers {
  private static final String ATTRIBUTE = "_parameter_server";

  private ParameterServers() {}

  /**
   * Places a variable.
   *
   * @param tf the graph
   * @param shape of the variable
   * @param beside a variable whose server it must be on, as for a slot of an optimizer
   * @return the server's number; empty if the graph has no parameter servers
   */
  public static Optional<Integer> place(Ops tf, Shape shape, Optional<GraphOperation> beside) {
    Graph graph = (Graph) tf.scope().env();
    int count = Distribution.of(graph).map(Distribution::parameterServers).orElse(0);
    if (count == 0) {
      return Optional.empty();
    }
    return Optional.of(beside.map(ParameterServers::of).orElseGet(() -> emptiest(graph, count)));
  }

  private static int emptiest(Graph graph, int count) {
    long[] sizes = new long[count];
    graph
        .operations()
        .forEachRemaining(
            op -> {
              int server = op.type().equals(VarHandleOp.OP_NAME) ? of(op) : -1;
              if (server >= 0) {
                sizes[server] += op.attributes().getAttrShape("shape").size();
              }
            });
    int best = 0;
    for (int i = 1; i < count; i++) {
      best = sizes[i] < sizes[best] ? i : best;
    }
    return best;
  }

  /**
   * Returns a scope whose ops are on a server.
   *
   * @param scope any scope
   * @param server the server's number; empty for the scope as it is
   * @return the scope
   */
  public static Scope on(Scope scope, Optional<Integer> server) {
    return server.map(number -> Placement.onCpu(scope, task(number))).orElse(scope);
  }

  /**
   * Notes in a variable's op which server it is on.
   *
   * @param op the op, not yet built
   * @param server the server's number; empty for none
   * @return the op
   */
  public static OperationBuilder mark(OperationBuilder op, Optional<Integer> server) {
    return server.map(number -> op.setAttr(ATTRIBUTE, number)).orElse(op);
  }

  static String task(int server) {
    return "/job:ps/replica:0/task:" + server;
  }

  private static int of(GraphOperation op) {
    try {
      return (int) op.attributes().getAttrInt(ATTRIBUTE);
    } catch (TensorFlowException absent) {
      return -1;
    }
  }
}
