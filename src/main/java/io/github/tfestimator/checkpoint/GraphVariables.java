package io.github.tfestimator.checkpoint;

import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.tensorflow.Graph;
import org.tensorflow.op.core.Variable;
import org.tensorflow.proto.DataType;

/** The variables that a graph has. */
final class GraphVariables {
  private GraphVariables() {}

  /** What each variable of a graph is, such as {@code float32 [5, 5, 1, 32]}. */
  static SortedMap<String, String> kinds(Graph graph) {
    SortedMap<String, String> kinds = new TreeMap<>();
    graph
        .operations()
        .forEachRemaining(
            op -> {
              if (op.type().equals(Variable.OP_NAME)) {
                // The output's own type would be that of a reference.
                DataType dtype = op.attributes().getAttrType("dtype");
                List<Long> shape = longs(op.output(0).shape().asArray());
                kinds.put(op.name(), CheckpointReader.kind(dtype, shape));
              }
            });
    return kinds;
  }

  private static List<Long> longs(long[] values) {
    return Arrays.stream(values).boxed().toList();
  }
}
