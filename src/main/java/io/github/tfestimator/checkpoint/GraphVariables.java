package io.github.tfestimator.checkpoint;

import java.util.SortedMap;
import java.util.TreeMap;
import org.tensorflow.Graph;

/** The variables of graphs. */
final class GraphVariables {
  private GraphVariables() {}

  /** All variables of a graph, by name. */
  static SortedMap<String, GraphVariable> of(Graph graph) {
    SortedMap<String, GraphVariable> all = new TreeMap<>();
    graph
        .operations()
        .forEachRemaining(
            op -> {
              if (GraphVariable.isOne(op)) {
                all.put(op.name(), new GraphVariable(op));
              }
            });
    return all;
  }

  /**
   * Returns the type and shape of each variable of a graph, such as {@code float32 [5, 5, 1, 32]}.
   */
  static SortedMap<String, String> kinds(Graph graph) {
    return kinds(of(graph));
  }

  /** Returns the type and shape of each variable, such as {@code float32 [5, 5, 1, 32]}. */
  static SortedMap<String, String> kinds(SortedMap<String, GraphVariable> variables) {
    SortedMap<String, String> kinds = new TreeMap<>();
    variables.forEach((name, variable) -> kinds.put(name, variable.kind()));
    return kinds;
  }
}
