package io.github.tfestimator.checkpoint;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.tensorflow.Graph;
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
   * type and shape, and logs which these are and why others are not.
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
    WarmStartReport report = WarmStartReport.of(trainable(graph), source.kinds(), vars);
    Log.TENSORFLOW.info("Warm-starting from: {}", source.prefix());
    report.log();
    if (report.taken().isEmpty()) {
      throw new CheckpointException(
          "Can't warm-start from %s: none of the model's variables that match %s is there in the same"
                  .formatted(source.prefix(), vars)
              + " type and shape. There are %s. Take another pattern or another source."
                  .formatted(some(source.kinds())));
    }
    return restore(Ops.create(graph).withSubScope(SCOPE), source, report.taken());
  }

  private static Op restore(Ops tf, CheckpointReader source, List<String> names) {
    var values =
        tf.train.restore(
            tf.constant(source.prefix().toString()),
            tf.array(names.toArray(String[]::new)),
            tf.array(Collections.nCopies(names.size(), "").toArray(String[]::new)),
            Collections.nCopies(names.size(), TFloat32.class));
    Graph graph = (Graph) tf.scope().env();
    List<Op> assigned = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      var variable = graph.operation(names.get(i)).<TFloat32>output(0);
      assigned.add(tf.assign(variable, values.tensors().get(i).expect(TFloat32.class)));
    }
    return tf.withControlDependencies(assigned).noOp();
  }

  private static SortedMap<String, String> trainable(Graph graph) {
    SortedMap<String, String> kinds = new TreeMap<>(Checkpoints.variables(graph));
    kinds.values().removeIf(kind -> !kind.startsWith("float32 "));
    return kinds;
  }

  private static String some(SortedMap<String, String> kinds) {
    List<String> all = kinds.entrySet().stream().map(e -> e.getKey() + " " + e.getValue()).toList();
    String some = String.join(", ", all.subList(0, Math.min(NAMED, all.size())));
    return all.size() > NAMED ? "%s and %d more".formatted(some, all.size() - NAMED) : some;
  }
}
