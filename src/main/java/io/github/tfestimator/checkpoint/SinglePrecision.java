package io.github.tfestimator.checkpoint;

import io.github.tfestimator.savedmodel.Unoptimized;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Operation;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TString;

/**
 * Variables of a checkpoint, rounded where they are float64 and the model's are float32. Python's
 * layers make variables of the type of their features, and scikit-learn's scalers make those of
 * float64: whoever feeds them to {@code numpy_input_fn} as they are trains in float64.
 */
final class SinglePrecision {
  private static final String FLOAT32 = "float32 ";
  private static final String FLOAT64 = "float64 ";

  private SinglePrecision() {}

  /** Tells whether a saved variable, such as {@code float64 [32]}, can fill a model's variable. */
  static boolean fits(String saved, String requested) {
    return saved.equals(requested) || isRounded(saved, requested);
  }

  private static boolean isRounded(String saved, String requested) {
    return saved.startsWith(FLOAT64)
        && requested.equals(FLOAT32 + saved.substring(FLOAT64.length()));
  }

  /**
   * Fills variables of a session; others get their initial values.
   *
   * @param requested what each variable is; what is saved {@linkplain #fits fits}
   * @param keys the keys of variables that have another than their name
   */
  static void restore(
      Session session,
      CheckpointReader checkpoint,
      SortedMap<String, String> requested,
      Map<String, String> keys) {
    Set<String> all = GraphVariables.of(session.graph()).keySet();
    if (keys.isEmpty()
        && requested.keySet().equals(all)
        && checkpoint.kinds().entrySet().containsAll(requested.entrySet())) {
      session.restore(checkpoint.prefix().toString());
      return;
    }
    // In a graph of their own: ops that round would be saved and exported with the session's.
    try (Graph graph = new Graph();
        Session scratch = new Session(graph, Unoptimized.onCpu())) {
      var fetches = scratch.runner();
      read(Ops.create(graph), checkpoint, requested, keys).forEach(fetches::fetch);
      try (Result values = fetches.run()) {
        Saver.restore(session, requested.keySet(), values);
      }
    }
  }

  /**
   * Adds ops that read variables, and warns if some are rounded.
   *
   * @param requested what each variable is to be; what is saved {@linkplain #fits fits}
   * @param keys the keys of variables that have another than their name
   * @return the values, in the order of the names
   */
  static List<Operand<?>> read(
      Ops tf,
      CheckpointReader checkpoint,
      SortedMap<String, String> requested,
      Map<String, String> keys) {
    SortedMap<String, String> saved = checkpoint.kinds();
    List<String> read = requested.keySet().stream().map(n -> keys.getOrDefault(n, n)).toList();
    Operand<TString> prefix = tf.constant(checkpoint.prefix().toString());
    Operation restore = Saver.restore(tf, prefix, read, checkpoint.dtypes(read));
    List<Operand<?>> values = new ArrayList<>();
    List<String> rounded = new ArrayList<>();
    for (String kind : requested.values()) {
      String key = read.get(values.size());
      Output<?> value = restore.output(values.size());
      boolean isRounded = isRounded(saved.get(key), kind);
      values.add(isRounded ? tf.dtypes.cast(value, TFloat32.class) : value);
      if (isRounded) {
        rounded.add(key);
      }
    }
    if (!rounded.isEmpty()) {
      Log.TENSORFLOW.warn(
          "{} has float64 variables, as Python makes them of float64 features. Rounded to the model's float32: {}. A training saves them as float32: Python goes on from there with features of float32, as by x.astype(numpy.float32).",
          checkpoint.prefix(),
          String.join(", ", rounded));
    }
    return values;
  }
}
