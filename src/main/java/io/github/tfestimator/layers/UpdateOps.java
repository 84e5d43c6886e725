package io.github.tfestimator.layers;

import static io.github.tfestimator.layers.GraphCollection.UPDATE_OPS;

import io.github.tfestimator.distribute.ReplicaMean;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * The ops that each training step must run beside the gradients, such as the moving averages of
 * batch normalization.
 */
final class UpdateOps {
  private UpdateOps() {}

  /** Adds an update op that subtracts from a variable the mean over all replicas. */
  static void assignSub(Ops tf, String name, Variable<TFloat32> variable, Operand<TFloat32> delta) {
    tf.scope()
        .opBuilder(UPDATE_OPS.opType(), name)
        .addInput(variable.handle().asOutput())
        .addInput(ReplicaMean.of(tf, List.of(delta)).get(0).asOutput())
        .setAttr(UPDATE_OPS.attribute(), true)
        .build();
  }

  /** All update ops of a graph, in the order of their making. */
  static List<Op> of(Graph graph) {
    List<Op> updates = new ArrayList<>();
    UPDATE_OPS.of(graph).forEach(op -> updates.add(() -> op));
    return updates;
  }
}
