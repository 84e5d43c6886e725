package io.github.tfestimator.hooks;

import java.util.Collection;
import org.tensorflow.Graph;
import org.tensorflow.Operation;

/** Names of tensors: {@code op:output}, or {@code op} alone for its first output. */
public final class TensorNames {
  private TensorNames() {}

  /**
   * The full name, which says which output.
   *
   * @param name such as {@code softmax_tensor} or {@code softmax_tensor:0}
   * @return such as {@code softmax_tensor:0}
   */
  public static String canonical(String name) {
    return name.contains(":") ? name : name + ":0";
  }

  static void requireIn(Graph graph, Collection<String> names, String hook) {
    for (String name : names) {
      if (!isIn(graph, name)) {
        throw new IllegalArgumentException(hook + ": the model has no tensor \"" + name + "\"");
      }
    }
  }

  /** Whether a graph has the tensor. */
  private static boolean isIn(Graph graph, String name) {
    String canonical = canonical(name);
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
