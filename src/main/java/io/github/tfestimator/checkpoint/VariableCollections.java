package io.github.tfestimator.checkpoint;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.Graph;
import org.tensorflow.op.core.AssignVariableOp;
import org.tensorflow.proto.CollectionDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.VariableDef;

/**
 * The lists of a graph's variables that Python reads with it: {@code tf.global_variables()} and
 * {@code tf.trainable_variables()}. Without them Python runs a graph, but doesn't save it again
 * with its weights.
 */
public final class VariableCollections {
  private VariableCollections() {}

  /**
   * Adds the collections.
   *
   * @param metaGraph where to
   * @param graph a graph whose variables were saved or restored once
   */
  public static void addTo(MetaGraphDef.Builder metaGraph, Graph graph) {
    Map<String, String> initializers = initializers(graph);
    List<VariableDef> all = new ArrayList<>();
    for (GraphVariable variable : GraphVariables.of(graph).values()) {
      // Python wants a reference variable's read, which it has none of.
      if (variable.isResource() && initializers.containsKey(variable.name())) {
        all.add(definition(variable, initializers.get(variable.name())));
      }
    }
    if (!all.isEmpty()) {
      metaGraph.putCollectionDef("variables", collection(all));
      metaGraph.putCollectionDef(
          "trainable_variables",
          collection(all.stream().filter(VariableDef::getTrainable).toList()));
    }
  }

  /** By variable, the op that first sets it: its initial values or, without, the restored ones. */
  private static Map<String, String> initializers(Graph graph) {
    Map<String, String> initializers = new HashMap<>();
    graph
        .operations()
        .forEachRemaining(
            op -> {
              if (op.type().equals(AssignVariableOp.OP_NAME)) {
                initializers.putIfAbsent(op.input(0).op().name(), op.name());
              }
            });
    return initializers;
  }

  private static VariableDef definition(GraphVariable variable, String initializer) {
    return VariableDef.newBuilder()
        .setVariableName(variable.name() + ":0")
        .setInitializerName(initializer)
        .setSnapshotName(variable.name() + VariableOps.READ + ":0")
        .setIsResource(true)
        .setTrainable(variable.isTrainable())
        .build();
  }

  private static CollectionDef collection(List<VariableDef> variables) {
    var list = CollectionDef.BytesList.newBuilder();
    variables.forEach(variable -> list.addValue(variable.toByteString()));
    return CollectionDef.newBuilder().setBytesList(list).build();
  }
}
