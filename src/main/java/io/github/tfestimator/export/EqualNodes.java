package io.github.tfestimator.export;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;

/**
 * The nodes of functions that compute the same of the same inputs, such as each {@code
 * tf.constant(0)}: one of them is enough. TensorFlow merges them too when it optimizes a function,
 * but the functions that {@link MappedFunctions} marks it takes as they are.
 */
final class EqualNodes {
  private final Map<String, OpDef> ops = RegisteredOps.byName();

  private EqualNodes() {}

  /** Leaves one of equal nodes, the first by name, in each function of a graph. */
  static void merge(GraphDef.Builder graph) {
    var nodes = new EqualNodes();
    graph.getLibraryBuilder().getFunctionBuilderList().forEach(nodes::merge);
  }

  private void merge(FunctionDef.Builder function) {
    Map<String, String> replaced;
    do {
      replaced = replaceable(function.getNodeDefList());
      replace(function, replaced);
    } while (!replaced.isEmpty()); // Nodes whose inputs were merged may be equal now.
  }

  /** Returns the nodes that others stand for, with the others' names. */
  private Map<String, String> replaceable(List<NodeDef> nodes) {
    Map<ByteString, String> firsts = new HashMap<>();
    Map<String, String> replaced = new HashMap<>();
    nodes.stream()
        .filter(this::isPure)
        .sorted(Comparator.comparing(NodeDef::getName))
        .forEach(
            node -> {
              String first = firsts.putIfAbsent(content(node), node.getName());
              if (first != null) {
                replaced.put(node.getName(), first);
              }
            });
    return replaced;
  }

  /** Tells whether a node's outputs depend on nothing but its inputs and attributes. */
  private boolean isPure(NodeDef node) {
    OpDef op = ops.get(node.getOp()); // None for a call of a function by its name.
    return op != null && !op.getIsStateful();
  }

  /** All of a node but its name. Attributes are written in the order of their names. */
  private static ByteString content(NodeDef node) {
    var sorted = NodeDef.newBuilder().setOp(node.getOp()).setDevice(node.getDevice());
    node.getInputList().stream().filter(input -> !isControl(input)).forEach(sorted::addInput);
    node.getInputList().stream()
        .filter(EqualNodes::isControl)
        .sorted()
        .distinct()
        .forEach(sorted::addInput);
    var bytes = ByteString.newOutput();
    try {
      var coded = CodedOutputStream.newInstance(bytes);
      coded.useDeterministicSerialization();
      sorted.putAllAttr(node.getAttrMap()).build().writeTo(coded);
      coded.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteString();
  }

  private static boolean isControl(String input) {
    return input.startsWith("^");
  }

  private static void replace(FunctionDef.Builder function, Map<String, String> replaced) {
    List<NodeDef> kept =
        function.getNodeDefList().stream()
            .filter(node -> !replaced.containsKey(node.getName()))
            .map(node -> renamed(node, replaced))
            .toList();
    function.clearNodeDef().addAllNodeDef(kept);
    function.getRetMap().forEach((name, value) -> function.putRet(name, renamed(value, replaced)));
    function
        .getControlRetMap()
        .forEach((name, node) -> function.putControlRet(name, renamed(node, replaced)));
  }

  private static NodeDef renamed(NodeDef node, Map<String, String> replaced) {
    NodeDef.Builder renamed = node.toBuilder().clearInput();
    node.getInputList().forEach(input -> renamed.addInput(renamed(input, replaced)));
    return renamed.build();
  }

  /** Renames an input such as {@code name:output:0} or {@code ^name}. */
  private static String renamed(String input, Map<String, String> replaced) {
    int start = isControl(input) ? 1 : 0;
    int colon = input.indexOf(':');
    int end = colon < 0 ? input.length() : colon;
    String name = input.substring(start, end);
    return input.substring(0, start) + replaced.getOrDefault(name, name) + input.substring(end);
  }
}
