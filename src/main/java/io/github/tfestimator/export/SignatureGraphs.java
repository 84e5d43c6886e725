package io.github.tfestimator.export;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.tensorflow.Signature;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;

/**
 * The graphs of an export's signatures, one for each. In the live graph they lie on each other: the
 * pixels that one signature decodes are what another takes. Converters, and TensorFlow's optimizer,
 * follow a fed tensor back to whatever makes it otherwise, so that a signature of floats drags the
 * decoders of files along. Here each signature has placeholders of its own, and copies of the ops
 * that depend on them; variables and constants are shared.
 *
 * <p>The ops of {@code serving_default} keep their names, those of others come under the
 * signature's.
 */
final class SignatureGraphs {
  private static final String PLACEHOLDER = "Placeholder";
  private static final String WITH_DEFAULT = "PlaceholderWithDefault";

  private final Map<String, NodeDef> nodes = new LinkedHashMap<>();
  private final Set<String> dependent = new HashSet<>();

  /** The nodes of the new graph, those first that are shared. */
  private final Map<String, NodeDef> separated = new LinkedHashMap<>();

  private SignatureGraphs(MetaGraphDef.Builder model) {
    model.getGraphDef().getNodeList().forEach(node -> nodes.put(node.getName(), node));
    Deque<String> reached = new ArrayDeque<>();
    model.getSignatureDefMap().values().stream()
        .flatMap(signature -> signature.getInputsMap().values().stream())
        .forEach(input -> reached.add(nodeOf(input.getName())));
    Map<String, List<String>> consumers = new HashMap<>();
    for (NodeDef node : nodes.values()) {
      for (String input : node.getInputList()) {
        consumers.computeIfAbsent(nodeOf(input), name -> new ArrayList<>()).add(node.getName());
      }
    }
    while (!reached.isEmpty()) {
      String name = reached.remove();
      if (dependent.add(name)) {
        reached.addAll(consumers.getOrDefault(name, List.of()));
      }
    }
    nodes.values().stream()
        .filter(node -> !dependent.contains(node.getName()))
        .forEach(node -> separated.put(node.getName(), node));
  }

  /** Gives each signature of a model a graph of its own. */
  static void separate(MetaGraphDef.Builder model) {
    var graphs = new SignatureGraphs(model);
    for (String key : new TreeSet<>(model.getSignatureDefMap().keySet())) {
      model.putSignatureDef(key, graphs.add(key, model.getSignatureDefOrThrow(key)));
    }
    model.getGraphDefBuilder().clearNode().addAllNode(graphs.separated.values());
  }

  private SignatureDef add(String key, SignatureDef signature) {
    String prefix = key.equals(Signature.DEFAULT_KEY) ? "" : prefix(key);
    SignatureDef.Builder renamed = signature.toBuilder();
    Set<String> fed = new HashSet<>();
    signature
        .getInputsMap()
        .forEach(
            (name, tensor) -> {
              NodeDef placeholder = placeholder(tensor, prefix);
              separated.put(placeholder.getName(), placeholder);
              fed.add(nodeOf(tensor.getName()));
              renamed.putInputs(
                  name, tensor.toBuilder().setName(placeholder.getName() + ":0").build());
            });
    Deque<String> pending = new ArrayDeque<>();
    signature
        .getOutputsMap()
        .forEach(
            (name, tensor) -> {
              pending.add(nodeOf(tensor.getName()));
              renamed.putOutputs(
                  name, tensor.toBuilder().setName(renamed(tensor.getName(), prefix)).build());
            });
    Set<String> done = new HashSet<>(fed);
    while (!pending.isEmpty()) {
      String name = pending.remove();
      if (dependent.contains(name) && done.add(name)) {
        NodeDef node = nodes.get(name);
        NodeDef copy = copy(node, prefix);
        separated.put(copy.getName(), copy);
        node.getInputList().forEach(input -> pending.add(nodeOf(input)));
      }
    }
    return renamed.build();
  }

  private static NodeDef placeholder(TensorInfo tensor, String prefix) {
    return NodeDef.newBuilder()
        .setName(prefix + nodeOf(tensor.getName()))
        .setOp(PLACEHOLDER)
        .putAttr("dtype", AttrValue.newBuilder().setType(tensor.getDtype()).build())
        .putAttr("shape", AttrValue.newBuilder().setShape(tensor.getTensorShape()).build())
        .build();
  }

  private NodeDef copy(NodeDef node, String prefix) {
    NodeDef.Builder copy = node.toBuilder().setName(prefix + node.getName()).clearInput();
    node.getInputList().forEach(input -> copy.addInput(renamed(input, prefix)));
    if (node.getOp().equals(WITH_DEFAULT)) {
      copy.setOp("Identity").clearAttr().putAttr("T", node.getAttrOrThrow("dtype"));
    }
    return copy.build();
  }

  /** A scope in which no node lies yet. */
  private String prefix(String key) {
    String name = key.replaceAll("\\W", "_");
    String first = name.startsWith("_") ? "signature" + name : name;
    String scope = first;
    for (int i = 1; isTaken(scope); i++) {
      scope = first + "_" + i;
    }
    return scope + "/";
  }

  private boolean isTaken(String scope) {
    return Stream.concat(nodes.keySet().stream(), separated.keySet().stream())
        .anyMatch(name -> name.equals(scope) || name.startsWith(scope + "/"));
  }

  /** Renames an input of a node, such as {@code name}, {@code name:1} or {@code ^name}. */
  private String renamed(String input, String prefix) {
    if (!dependent.contains(nodeOf(input))) {
      return input;
    }
    return input.startsWith("^") ? "^" + prefix + input.substring(1) : prefix + input;
  }

  private static String nodeOf(String input) {
    String name = input.startsWith("^") ? input.substring(1) : input;
    int colon = name.indexOf(':');
    return colon < 0 ? name : name.substring(0, colon);
  }
}
