package io.github.tfestimator.layers;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.AssignSubVariableOp;
import org.tensorflow.types.TFloat32;

/**
 * The ops that each training step must run beside the gradients, such as the moving averages of
 * batch normalization: the collection {@code tf.GraphKeys.UPDATE_OPS}. The graph itself carries
 * them, as an attribute of the ops.
 */
final class UpdateOps {
  /** TensorFlow ignores attributes whose names begin with an underscore, and keeps them. */
  private static final String UPDATE_OP = "_update_op";

  private UpdateOps() {}

  /** Adds an update op that subtracts from a variable. */
  static void assignSub(Ops tf, String name, Variable<TFloat32> variable, Operand<TFloat32> delta) {
    tf.scope()
        .opBuilder(AssignSubVariableOp.OP_NAME, name)
        .addInput(variable.handle().asOutput())
        .addInput(delta.asOutput())
        .setAttr(UPDATE_OP, true)
        .build();
  }

  /** All update ops of a graph, in the order of their making. */
  static List<Op> of(Graph graph) {
    List<Op> updates = new ArrayList<>();
    graph
        .operations()
        .forEachRemaining(
            op -> {
              if (isUpdate(op)) {
                updates.add(() -> op);
              }
            });
    return updates;
  }

  private static boolean isUpdate(GraphOperation op) {
    try {
      return op.type().equals(AssignSubVariableOp.OP_NAME)
          && op.attributes().getAttrBool(UPDATE_OP);
    } catch (TensorFlowException absent) {
      return false;
    }
  }
}
