package io.github.tfestimator.layers;

import static io.github.tfestimator.layers.GraphCollection.REGULARIZATION_LOSSES;

import java.util.List;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** The penalties on the variables of a graph. */
final class RegularizationLosses {
  private RegularizationLosses() {}

  /** Adds a penalty, a scalar. */
  static void add(Ops tf, Operand<TFloat32> penalty) {
    tf.scope()
        .opBuilder(REGULARIZATION_LOSSES.opType(), "Regularizer")
        .addInput(penalty.asOutput())
        .setAttr(REGULARIZATION_LOSSES.attribute(), true)
        .build();
  }

  /** Adds the sum of all penalties of the graph, 0 without any. */
  static Operand<TFloat32> sum(Ops tf) {
    List<GraphOperation> penalties = REGULARIZATION_LOSSES.of((Graph) tf.scope().env());
    return penalties.isEmpty()
        ? tf.constant(0f)
        : tf.withName("total_regularization_loss")
            .math
            .addN(penalties.stream().<Operand<TFloat32>>map(op -> op.output(0)).toList());
  }
}
