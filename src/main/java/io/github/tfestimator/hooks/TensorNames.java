package io.github.tfestimator.hooks;

import io.github.tfestimator.layers.Variables;
import java.util.Collection;
import java.util.List;
import org.tensorflow.Graph;
import org.tensorflow.Operation;

/**
 * Names of tensors: {@code op:output}, or {@code op} alone for its first output. The name of a
 * feature or label stands for its values in the batch, if no op has that name.
 */
public final class TensorNames {
  /** The scopes of a model's inputs. */
  private static final List<String> INPUTS = List.of("input_fn/features/", "input_fn/labels/");

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
        .map(operand -> operand.value().asOutput().name())
        .orElseGet(() -> withOutput(isIn(graph, name) ? name : input(graph, name)));
  }

  /** Returns the placeholder of a feature or label, or the name itself if it is none. */
  private static String input(Graph graph, String name) {
    return INPUTS.stream()
        .map(scope -> scope + name)
        .filter(placeholder -> isIn(graph, placeholder))
        .findFirst()
        .orElse(name);
  }

  private static String withOutput(String name) {
    return name.contains(":") ? name : name + ":0";
  }

  static void requireIn(Graph graph, Collection<String> names, String hook) {
    for (String name : names) {
      if (!isIn(graph, name) && !isIn(graph, input(graph, name))) {
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
