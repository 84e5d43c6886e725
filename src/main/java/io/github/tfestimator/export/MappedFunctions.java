package io.github.tfestimator.export;

import io.github.tfestimator.savedmodel.Unoptimized;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/**
 * The functions that {@code MapDefun} runs for each element, such as the decoding of an image file.
 * TensorFlow optimizes all functions of a graph for the first request to each signature: for the
 * decoding and fitting of images this took longer than all the rest of loading and warming, and
 * made no request quicker. The mark of tf.data's functions, which the same op runs, spares them.
 */
final class MappedFunctions {
  private final Map<String, FunctionDef.Builder> functions = new HashMap<>();
  private final Set<String> mapped = new HashSet<>();
  private final Deque<String> pending = new ArrayDeque<>();

  private MappedFunctions() {}

  /** Marks the functions that are mapped, and those that they call. */
  static void mark(GraphDef.Builder graph) {
    var functions = new MappedFunctions();
    for (FunctionDef.Builder function : graph.getLibraryBuilder().getFunctionBuilderList()) {
      functions.functions.put(function.getSignature().getName(), function);
    }
    functions.addMapped(graph.getNodeList());
    graph.getLibrary().getFunctionList().forEach(f -> functions.addMapped(f.getNodeDefList()));
    functions.markAll();
  }

  private void markAll() {
    AttrValue yes = AttrValue.newBuilder().setB(true).build();
    while (!pending.isEmpty()) {
      FunctionDef.Builder function = functions.get(pending.remove());
      function.putAttr(Unoptimized.MARK, yes);
      function.getNodeDefList().forEach(this::addCalled);
    }
  }

  private void addMapped(List<NodeDef> nodes) {
    nodes.stream().filter(node -> node.getOp().equals("MapDefun")).forEach(this::addCalled);
  }

  /** Adds the functions of a node's attributes, and the one that the node calls as an op. */
  private void addCalled(NodeDef node) {
    enqueue(node.getOp());
    for (AttrValue value : node.getAttrMap().values()) {
      enqueue(value.getFunc().getName());
      value.getList().getFuncList().forEach(function -> enqueue(function.getName()));
    }
  }

  private void enqueue(String name) {
    if (functions.containsKey(name) && mapped.add(name)) {
      pending.add(name);
    }
  }
}
