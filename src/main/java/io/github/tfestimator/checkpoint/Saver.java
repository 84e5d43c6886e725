package io.github.tfestimator.checkpoint;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Operation;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.train.Restore;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.SaverDef;
import org.tensorflow.types.TString;

/**
 * The ops by which a graph saves and restores its variables: {@code tf.train.Saver}. TensorFlow
 * Java makes some of its own at the first save, but for reference variables only; it takes what it
 * finds by its names.
 */
final class Saver {
  static final String SCOPE = "save";
  private static final String FILENAME = "filename";
  private static final String SAVED = "control_dependency";
  private static final String RESTORE = "Restore";
  private static final String RESTORED = "restore_all";

  private Saver() {}

  /** Adds the ops, once the graph has all its variables; a graph that has them keeps them. */
  static void addTo(Graph graph) {
    if (graph.operation(SCOPE + "/" + RESTORED) != null) {
      return;
    }
    Ops tf = Ops.create(graph).withSubScope(SCOPE);
    SortedMap<String, GraphVariable> variables = GraphVariables.of(graph);
    var filename = tf.withName(FILENAME).placeholder(TString.class);
    List<Op> saved = new ArrayList<>();
    List<Op> restored = new ArrayList<>();
    // The ops take no empty lists.
    if (!variables.isEmpty()) {
      List<Operand<?>> values = new ArrayList<>();
      variables.values().forEach(variable -> values.add(variable.read(tf)));
      saved.add(save(tf, filename, variables.keySet(), values));
      List<DataType> dtypes = variables.values().stream().map(GraphVariable::dtype).toList();
      Operation restore = restore(tf, filename, variables.keySet(), dtypes);
      variables
          .values()
          .forEach(variable -> restored.add(variable.assign(tf, restore.output(restored.size()))));
    }
    tf.withControlDependencies(saved).withName(SAVED).identity(filename);
    tf.withControlDependencies(restored).withName(RESTORED).noOp();
  }

  /**
   * Checks that a new graph has no ops by the saver's names.
   *
   * @throws IllegalStateException if it has some, naming one
   */
  static void requireNamesFree(Graph graph) {
    graph
        .operations()
        .forEachRemaining(
            op -> {
              String name = op.name();
              if (name.equals(SCOPE)
                  || name.startsWith(SCOPE + "/") && !name.equals(RestoreKeys.OP)) {
                throw new IllegalStateException(
                    "The model function made the op %s, but ops of the scope \"%s\" save the variables: give it another name"
                        .formatted(name, SCOPE));
              }
            });
  }

  /**
   * Fills a session's variables by the ops of its graph, from values instead of a file. The others
   * get their initial values.
   *
   * @param names of the variables to fill
   * @param values in the order of the names
   */
  static void restore(Session session, Set<String> names, Result values) {
    // Restoring counts as initializing, as for Session.restore: no initial value comes afterwards.
    session.initialize();
    var runner = session.runner().addTarget(SCOPE + "/" + RESTORED);
    List<Result> initial = new ArrayList<>();
    try {
      int output = 0;
      for (String name : GraphVariables.of(session.graph()).keySet()) {
        int filled = output - initial.size();
        if (!names.contains(name)) {
          initial.add(session.runner().fetch(name + VariableOps.READ).run());
        }
        runner.feed(
            SCOPE + "/" + RESTORE,
            output++,
            names.contains(name) ? values.get(filled) : initial.get(initial.size() - 1).get(0));
      }
      runner.run();
    } finally {
      initial.forEach(Result::close);
    }
  }

  /** Describes the ops to those who import the graph. */
  static SaverDef def() {
    return SaverDef.newBuilder()
        .setFilenameTensorName(SCOPE + "/" + FILENAME + ":0")
        .setSaveTensorName(SCOPE + "/" + SAVED + ":0")
        .setRestoreOpName(SCOPE + "/" + RESTORED)
        .setVersion(SaverDef.CheckpointFormatVersion.V2)
        .build();
  }

  /** Adds an op that writes values by name, in the order of the names. */
  static Op save(
      Ops tf, Operand<TString> prefix, Collection<String> names, List<Operand<?>> values) {
    return tf.train.save(prefix, names(tf, names), wholeTensors(tf, names), values);
  }

  /** Adds an op whose outputs are values by name, in the order of the names. */
  static Operation restore(
      Ops tf, Operand<TString> prefix, Collection<String> names, List<DataType> dtypes) {
    // The op's own class wants types of Java, of which there is no public table.
    return tf.scope()
        .opBuilder(Restore.OP_NAME, RESTORE)
        .addInput(prefix.asOutput())
        .addInput(names(tf, names).asOutput())
        .addInput(wholeTensors(tf, names).asOutput())
        .setAttr("dtypes", dtypes.toArray(DataType[]::new))
        .build();
  }

  private static Operand<TString> names(Ops tf, Collection<String> names) {
    return tf.array(names.toArray(String[]::new));
  }

  private static Operand<TString> wholeTensors(Ops tf, Collection<String> names) {
    return tf.array(Collections.nCopies(names.size(), "").toArray(String[]::new));
  }
}
