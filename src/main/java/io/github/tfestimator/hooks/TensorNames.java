package io.github.tfestimator.hooks;

import io.github.tfestimator.layers.Variables;
import java.util.Collection;
import org.tensorflow.Graph;
import org.tensorflow.Operation;

/** Names of tensors: {@code op:output}, or {@code op} alone for its first output. */
public final class TensorNames {
  private TensorNames() {}

  /**
   * Returns the full name, with the number of the output. A variable's name stands for its values.
   *
   * @param graph the graph
   * @param name such as {@code softmax_tensor}, {@code softmax_tensor:0} or {@code dense/kernel}
   * @return such as {@code softmax_tensor:0} or {@code dense/kernel/Read/ReadVariableOp:0}
   */
  public static String canonical(Graph graph, String name) {
    String variable = name.endsWith(":0") ? name.substring(0, name.length() - 2) : name;
    return Variables.find(graph, variable)
        .map(found -> found.value().asOutput().name())
        .orElse(withOutput(name));
  }

  private static String withOutput(String name) {
    return name.contains(":") ? name : name + ":0";
  }

  static void requireIn(Graph graph, Collection<String> names, String hook) {
    for (String name : names) {
      if (!isIn(graph, name)) {
        throw new IllegalArgumentException(hook + ": the model has no tensor \"" + name + "\"");
      }
    }
  }

  /** Tells whether a graph has the tensor. */
  private static boolean isIn(Graph graph, String name) {
    String canonical = withOutput(name);
    int colon = canonical.lastIndexOf(':');
    Operation op = graph.operation(canonical.substring(0, colon));
    try {
      int output = Integer.parseInt(canonical.substring(colon + 1));
      return op != null && output >= 0 && output < op.numOutputs();
    } catch (NumberFormatException noOutput) {
      return false;
    }
  }
}
