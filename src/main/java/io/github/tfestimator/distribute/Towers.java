package io.github.tfestimator.distribute;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tensorflow.Graph;
import org.tensorflow.Output;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/**
 * The copies of a graph's ops for its further devices: {@code replica_1/dense/MatMul} is {@code
 * dense/MatMul} for the second device's part of the batch. What doesn't depend on the batch or the
 * replica's number, such as the read of a variable, isn't copied.
 */
final class Towers {
  private final Graph graph;
  private final Distribution distribution;
  private final Map<String, NodeDef> nodes = new HashMap<>();
  private final Set<String> varying;

  Towers(Graph graph, Distribution distribution) {
    this.graph = graph;
    this.distribution = distribution;
    GraphDef def = graph.toGraphDef();
    def.getNodeList().forEach(node -> nodes.put(node.getName(), node));
    this.varying = varying(def.getNodeList());
  }

  /** Returns the outputs of a replica, after copying what they depend on. */
  List<Output<?>> outputs(int replica, Collection<? extends Output<?>> outputs) {
    if (replica > 0) {
      copy(replica, outputs);
    }
    List<Output<?>> result = new ArrayList<>();
    for (Output<?> output : outputs) {
      Edge edge = target(new Edge(output.op().name(), output.index()), replica);
      result.add(graph.operationOrThrow(edge.op()).output(edge.index()));
    }
    return result;
  }

  /** Finds all ops that depend on the batch or the replica's number. */
  private static Set<String> varying(List<NodeDef> all) {
    Map<String, List<String>> consumers = new HashMap<>();
    Deque<String> ahead = new ArrayDeque<>();
    for (NodeDef node : all) {
      for (String input : node.getInputList()) {
        consumers.computeIfAbsent(Edge.of(input).op(), op -> new ArrayList<>()).add(node.getName());
      }
      if (isOfEachReplica(node)) {
        ahead.add(node.getName());
      }
    }
    Set<String> varying = new LinkedHashSet<>();
    while (!ahead.isEmpty()) {
      for (String consumer : consumers.getOrDefault(ahead.remove(), List.of())) {
        if (varying.add(consumer)) {
          ahead.add(consumer);
        }
      }
    }
    return varying;
  }

  private static boolean isOfEachReplica(NodeDef node) {
    return node.containsAttr(Replicas.attribute());
  }

  private void copy(int replica, Collection<? extends Output<?>> outputs) {
    Set<String> needed = new LinkedHashSet<>();
    Deque<String> ahead = new ArrayDeque<>();
    outputs.forEach(output -> ahead.add(output.op().name()));
    while (!ahead.isEmpty()) {
      String name = ahead.remove();
      if (varying.contains(name)
          && graph.operation(prefix(replica) + name) == null
          && needed.add(name)) {
        nodes.get(name).getInputList().forEach(input -> ahead.add(Edge.of(input).op()));
      }
    }
    if (needed.isEmpty()) {
      return;
    }
    GraphDef.Builder copies = GraphDef.newBuilder();
    Map<Edge, Edge> inputs = new HashMap<>();
    for (String name : needed) {
      NodeDef node = nodes.get(name);
      copies.addNode(
          node.toBuilder()
              .removeAttr("_class")
              .setDevice(distribution.device(distribution.deviceType(), replica)));
      for (String input : node.getInputList()) {
        Edge edge = Edge.of(input);
        if (!needed.contains(edge.op())) {
          inputs.put(edge, target(edge, replica));
        }
      }
    }
    NativeApi.importGraphDef(graph, copies.build(), "replica_" + replica, inputs);
  }

  /** Returns what a replica has in place of an output of the first one. */
  private Edge target(Edge edge, int replica) {
    NodeDef node = nodes.get(edge.op());
    if (isOfEachReplica(node)) {
      return edge.isControl() ? edge : new Edge(edge.op(), replica);
    }
    return replica > 0 && varying.contains(edge.op())
        ? new Edge(prefix(replica) + edge.op(), edge.index())
        : edge;
  }

  private static String prefix(int replica) {
    return "replica_" + replica + "/";
  }

  /**
   * The end of an edge of the graph.
   *
   * @param op the op that it comes from
   * @param index the number of the op's output; -1 if the consumer but waits for the op
   */
  record Edge(String op, int index) {
    static Edge of(String input) {
      if (input.startsWith("^")) {
        return new Edge(input.substring(1), -1);
      }
      int colon = input.lastIndexOf(':');
      return colon < 0
          ? new Edge(input, 0)
          : new Edge(input.substring(0, colon), Integer.parseInt(input.substring(colon + 1)));
    }

    boolean isControl() {
      return index < 0;
    }
  }
}
