package io.github.tfestimator.layers;

import io.github.tfestimator.checkpoint.VariableOps;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.op.core.AssignSubVariableOp;
import org.tensorflow.op.core.Identity;

/**
 * A collection of a graph's ops: {@code tf.GraphKeys}. The graph itself carries it, as an attribute
 * of the ops, so whoever adds to the graph adds to the same collection.
 */
enum GraphCollection {
  /** The ops that each training step must run beside the gradients, such as moving averages. */
  UPDATE_OPS(AssignSubVariableOp.OP_NAME, "_update_op"),

  /** Tests of whether the gradients of a scaled loss are finite, bool scalars. */
  FINITE_GRADIENTS(Identity.OP_NAME, "_finite_gradients"),

  /** The penalties on variables, scalars. */
  REGULARIZATION_LOSSES(Identity.OP_NAME, "_regularization_loss");

  private final String opType;
  private final String attribute;

  GraphCollection(String opType, String attribute) {
    this.opType = opType;
    this.attribute = attribute;
  }

  /** The type of all ops of the collection. */
  String opType() {
    return opType;
  }

  /** The attribute that is true for the ops of the collection. */
  String attribute() {
    return attribute;
  }

  /** Returns the ops of a graph, in the order of their making. */
  List<GraphOperation> of(Graph graph) {
    List<GraphOperation> collected = new ArrayList<>();
    graph
        .operations()
        .forEachRemaining(
            op -> {
              if (op.type().equals(opType) && VariableOps.isMarked(op, attribute)) {
                collected.add(op);
              }
            });
    return collected;
  }
}
