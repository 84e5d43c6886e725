package io.github.tfestimator.checkpoint;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.regex.Pattern;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;

/** Starts a training from the values of another one: {@code tf.train.warm_start}. */
public final class WarmStart {
  private static final String SCOPE = "warm_start";
  private static final int NAMED = 8;

  private WarmStart() {}

  /**
   * Adds the op that fills the graph's trainable variables, as far as the source has them in the
   * same type and shape, or as float64, which is rounded, and logs which these are and why others
   * are not.
   *
   * @param graph a training's graph, as the model function left it: variables that hooks add are no
   *     part of the model
   * @param source where the values are
   * @param vars a variable counts if this matches at the beginning of its name, as Python's {@code
   *     re.match} does
   * @param prevNames the source's names of variables of the model, where they differ and TensorFlow
   *     2's own names don't tell
   * @return the op, to be run once after the variables have their initial values
   * @throws CheckpointException if no variable can be filled, or the source's training diverged
   */
  public static Op addTo(
      Graph graph, CheckpointReader source, Pattern vars, Map<String, String> prevNames) {
    if (!source.isFinite()) {
      throw new CheckpointException(
          "Can't warm-start from %s: it has values that are no finite numbers. Take another source."
              .formatted(source.prefix()));
    }
    SortedMap<String, GraphVariable> model = trainable(graph);
    SourceKeys keys = SourceKeys.of(GraphVariables.kinds(model), source, prevNames);
    WarmStartReport report =
        WarmStartReport.of(GraphVariables.kinds(model), keys.kinds(source), keys.ambiguous(), vars);
    Log.TENSORFLOW.info("Warm-starting from: {}", source.prefix());
    keys.log();
    report.log();
    if (report.taken().isEmpty() && !report.ambiguous().isEmpty()) {
      throw new CheckpointException(
          "Can't warm-start from %s: %s."
              .formatted(source.prefix(), String.join("; ", report.ambiguous())));
    }
    if (report.taken().isEmpty()) {
      throw new CheckpointException(
          "Can't warm-start from %s: none of the model's variables that match %s is there in the same"
                  .formatted(source.prefix(), vars)
              + " type and shape. There are %s. Take another pattern or another source%s."
                  .formatted(
                      some(SourceKeys.namedKinds(source)),
                      source.keysByName().isEmpty() ? "" : ", or say the variables' names in it"));
    }
    model.keySet().retainAll(report.taken());
    return restore(Ops.create(graph).withSubScope(SCOPE), source, model, keys.byName());
  }

  private static Op restore(
      Ops tf,
      CheckpointReader source,
      SortedMap<String, GraphVariable> variables,
      Map<String, String> keys) {
    Iterator<Operand<?>> values =
        SinglePrecision.read(tf, source, GraphVariables.kinds(variables), keys).iterator();
    List<Op> assigned = new ArrayList<>();
    variables.values().forEach(variable -> assigned.add(variable.assign(tf, values.next())));
    return tf.withControlDependencies(assigned).noOp();
  }

  private static SortedMap<String, GraphVariable> trainable(Graph graph) {
    SortedMap<String, GraphVariable> variables = GraphVariables.of(graph);
    variables.values().removeIf(variable -> !variable.isTrainable());
    return variables;
  }

  private static String some(SortedMap<String, String> kinds) {
    List<String> all = kinds.entrySet().stream().map(e -> e.getKey() + " " + e.getValue()).toList();
    String some = String.join(", ", all.subList(0, Math.min(NAMED, all.size())));
    return all.size() > NAMED ? "%s and %d more".formatted(some, all.size() - NAMED) : some;
  }
}
