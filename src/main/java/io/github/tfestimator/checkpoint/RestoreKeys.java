package io.github.tfestimator.checkpoint;

import java.util.HashMap;
import java.util.Map;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;

/**
 * The keys that a graph's variables are restored from where these aren't their own names: what
 * Python gives to {@code tf.train.Saver} as a dictionary. The graph itself carries them, as
 * attributes of an op that the layers' {@code ExponentialMovingAverage} adds. They count for {@link
 * Checkpoints#restore} alone; what is saved or exported of the graph has the variables' own names.
 */
final class RestoreKeys {
  private static final String OP = "restore_keys";
  private static final String NAMES = "_names";
  private static final String KEYS = "_keys";

  private RestoreKeys() {}

  /** The keys by name of the variable, of those that have another key than their name. */
  static Map<String, String> of(Graph graph) {
    Map<String, String> keys = new HashMap<>();
    GraphOperation op = graph.operation(OP);
    if (op != null) {
      String[] names = op.attributes().getAttrStringList(NAMES);
      String[] values = op.attributes().getAttrStringList(KEYS);
      for (int i = 0; i < names.length; i++) {
        keys.put(names[i], values[i]);
      }
    }
    return keys;
  }
}
