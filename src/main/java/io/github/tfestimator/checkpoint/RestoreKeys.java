package io.github.tfestimator.checkpoint;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.NoOp;

/**
 * The keys that a graph's variables are restored from where these aren't their own names: what
 * Python gives to {@code tf.train.Saver} as a dictionary. The graph itself carries them, as
 * attributes of an op. They count for {@link Checkpoints#restore} alone; what is saved or exported
 * of the graph has the variables' own names.
 */
public final class RestoreKeys {
  static final String OP = Saver.SCOPE + "/restore_keys";

  /** TensorFlow ignores attributes whose names begin with an underscore, and keeps them. */
  private static final String NAMES = "_names";

  private static final String KEYS = "_keys";

  private RestoreKeys() {}

  /**
   * Gives the graph its keys.
   *
   * @param tf the graph, which has none yet
   * @param keys by name of the variable
   * @throws IllegalStateException if the graph has some
   */
  public static void set(Ops tf, Map<String, String> keys) {
    if (operation((Graph) tf.scope().env()) != null) {
      throw new IllegalStateException(
          "The graph has keys to restore from already: set them once for all variables.");
    }
    List<Map.Entry<String, String>> entries = List.copyOf(keys.entrySet());
    tf.scope()
        .env()
        .opBuilder(NoOp.OP_NAME, OP, tf.scope())
        .setAttr(NAMES, entries.stream().map(Map.Entry::getKey).toArray(String[]::new))
        .setAttr(KEYS, entries.stream().map(Map.Entry::getValue).toArray(String[]::new))
        .build();
  }

  /** The keys by name of the variable, of those that have another key than their name. */
  static Map<String, String> of(Graph graph) {
    Map<String, String> keys = new HashMap<>();
    GraphOperation op = operation(graph);
    if (op != null) {
      String[] names = op.attributes().getAttrStringList(NAMES);
      String[] values = op.attributes().getAttrStringList(KEYS);
      for (int i = 0; i < names.length; i++) {
        keys.put(names[i], values[i]);
      }
    }
    return keys;
  }

  private static GraphOperation operation(Graph graph) {
    return graph.operation(OP);
  }
}
