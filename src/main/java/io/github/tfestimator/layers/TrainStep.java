package io.github.tfestimator.layers;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Graph;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;

/**
 * The order of a training step: gradients, then updates, then the global step.
 *
 * <p>As all reads are done before, TensorFlow updates a variable in place. It would copy a variable
 * whose values are still in use.
 */
final class TrainStep {
  private static final String NAME = "train_op";

  private TrainStep() {}

  static Op of(Ops tf, Optimizer optimizer, List<GradientAndVariable> pairs) {
    if (pairs.isEmpty()) {
      throw new IllegalArgumentException(
          "No gradients provided for any variable: give applyGradients one pair or more.");
    }
    var globalStep = GlobalStep.of(tf);
    List<Op> reads = new ArrayList<>();
    // What the caller's own scope waits for; the scopes below forget it.
    reads.add(tf.noOp());
    reads.add(globalStep.value());
    for (GradientAndVariable pair : pairs) {
      reads.add(pair.gradient());
      reads.add(pair.variable().value());
    }
    Op ready = tf.withControlDependencies(reads).noOp();

    Ops moving = tf.withControlDependencies(List.of(ready));
    List<Op> updates = new ArrayList<>();
    updates.addAll(
        LossScale.of(tf)
            .map(scale -> scale.updates(moving, optimizer, pairs))
            .orElseGet(() -> optimizer.updates(moving, pairs)));
    updates.addAll(UpdateOps.of((Graph) tf.scope().env()));
    var last = tf.withControlDependencies(updates).withName(NAME);
    return globalStep.assignAdd(last, tf.constant(1L));
  }
}
