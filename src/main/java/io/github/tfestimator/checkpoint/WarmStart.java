package io.github.tfestimator.checkpoint;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** Starts a training from the values of another one: {@code tf.train.warm_start}. */
public final class WarmStart {
  private static final String SCOPE = "warm_start";
  private static final int NAMED = 8;

  private WarmStart() {}

  /**
   * Adds the op that fills the graph's float variables, as far as the source has them in the same
   * type and shape, or as float64, which is rounded, and logs which these are and why others are
   * not.
   *
   * @param graph a training's graph, as the model function left it: variables that hooks add are no
   *     part of the model
   * @param source where the values are
   * @param vars a variable counts if this matches at the beginning of its name, as Python's {@code
   *     re.match} does
   * @return the op, to be run once after the variables have their initial values
   * @throws CheckpointException if no variable can be filled, or the source's training diverged
   */
  public static Op addTo(Graph graph, CheckpointReader source, Pattern vars) {
    if (!source.isFinite()) {
      throw new CheckpointException(
          "Can't warm-start from %s: it has values that are no finite numbers. Take another source."
              .formatted(source.prefix()));
    }
    SortedMap<String, String> model = trainable(graph);
    WarmStartReport report = WarmStartReport.of(model, source.kinds(), vars);
    Log.TENSORFLOW.info("Warm-starting from: {}", source.prefix());
    report.log();
    if (report.taken().isEmpty()) {
      throw new CheckpointException(
          "Can't warm-start from %s: none of the model's variables that match %s is there in the same"
                  .formatted(source.prefix(), vars)
              + " type and shape. There are %s. Take another pattern or another source."
                  .formatted(some(source.kinds())));
    }
    model.keySet().retainAll(report.taken());
    return restore(Ops.create(graph).withSubScope(SCOPE), source, model);
  }

  private static Op restore(Ops tf, CheckpointReader source, SortedMap<String, String> wanted) {
    Graph graph = (Graph) tf.scope().env();
    Iterator<Operand<?>> values = SinglePrecision.read(tf, source, wanted).iterator();
    List<Op> assigned = new ArrayList<>();
    for (String name : wanted.keySet()) {
      var variable = graph.operation(name).<TFloat32>output(0);
      assigned.add(tf.assign(variable, values.next().asOutput().expect(TFloat32.class)));
    }
    return tf.withControlDependencies(assigned).noOp();
  }

  private static SortedMap<String, String> trainable(Graph graph) {
    SortedMap<String, String> kinds = new TreeMap<>(GraphVariables.kinds(graph));
    kinds.values().removeIf(kind -> !kind.startsWith("float32 "));
    return kinds;
  }

  private static String some(SortedMap<String, String> kinds) {
    List<String> all = kinds.entrySet().stream().map(e -> e.getKey() + " " + e.getValue()).toList();
    String some = String.join(", ", all.subList(0, Math.min(NAMED, all.size())));
    return all.size() > NAMED ? "%s and %d more".formatted(some, all.size() - NAMED) : some;
  }
}
