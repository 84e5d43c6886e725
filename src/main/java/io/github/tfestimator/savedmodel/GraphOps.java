package io.github.tfestimator.savedmodel;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/**
 * The ops that a graph uses, as {@code ops_used_by_graph_def} of Python's meta_graph.py finds them.
 */
final class GraphOps {
  private static final Set<String> CALLS = Set.of("PartitionedCall", "StatefulPartitionedCall");

  private final SortedSet<String> used = new TreeSet<>();
  private final Map<String, FunctionDef> functions;
  private final Deque<FunctionDef> waiting = new ArrayDeque<>();

  private GraphOps(GraphDef graph) {
    functions =
        graph.getLibrary().getFunctionList().stream()
            .collect(
                Collectors.toMap(
                    function -> function.getSignature().getName(),
                    Function.identity(),
                    (a, b) -> b));
  }

  /** Returns the ops of the graph and of the functions that it calls, without the functions. */
  static SortedSet<String> of(GraphDef graph) {
    var ops = new GraphOps(graph);
    ops.use(graph.getNodeList());
    while (!ops.waiting.isEmpty()) {
      ops.use(ops.waiting.remove().getNodeDefList());
    }
    ops.used.removeAll(ops.functions.keySet());
    return ops.used;
  }

  private void use(List<NodeDef> nodes) {
    for (NodeDef node : nodes) {
      use(node.getOp());
      if (CALLS.contains(node.getOp())) {
        use(node.getAttrOrDefault("f", AttrValue.getDefaultInstance()).getFunc().getName());
      }
    }
  }

  private void use(String op) {
    FunctionDef function = functions.get(op);
    if (used.add(op) && function != null) {
      waiting.add(function);
    }
  }
}
