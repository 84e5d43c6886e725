package io.github.tfestimator.layers;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.framework.optimizers.GradientDescent;
import org.tensorflow.framework.optimizers.Optimizer.GradAndVar;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** {@code tf.train.GradientDescentOptimizer}: {@code w -= learningRate * gradient}. */
public final class GradientDescentOptimizer {
  private final float learningRate;

  /**
   * @param learningRate a positive, finite number
   * @throws IllegalArgumentException if it is another
   */
  public GradientDescentOptimizer(float learningRate) {
    if (!(learningRate > 0 && learningRate < Float.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "learning rate (" + learningRate + ") must be a positive, finite number");
    }
    this.learningRate = learningRate;
  }

  /**
   * {@code minimize(loss, global_step=tf.train.get_global_step())}: a step that moves every float
   * variable of the graph and then adds one to the global step. All gradients are computed before
   * the first variable moves.
   *
   * @param tf the graph, which has a {@link GlobalStep}
   * @param loss a scalar
   * @return the op that takes the step
   * @throws IllegalStateException if the graph has no global step
   */
  public Op minimize(Ops tf, Operand<TFloat32> loss) {
    var globalStep = GlobalStep.of(tf);
    Graph graph = (Graph) tf.scope().env();
    List<Output<TFloat32>> variables = Variables.trainable(graph);
    List<Output<TFloat32>> gradients = SparseSoftmaxGradient.of(tf, loss, variables);

    List<GradAndVar<?>> pairs = new ArrayList<>();
    for (int i = 0; i < variables.size(); i++) {
      pairs.add(new GradAndVar<>(gradients.get(i), variables.get(i)));
    }
    // The framework's optimizer applies; its own minimize() would differentiate global_step too.
    Op update = new GradientDescent(graph, learningRate).applyGradients(pairs, "GradientDescent");
    return tf.withControlDependencies(List.of(update))
        .withName("train_op")
        .assignAdd(globalStep, tf.constant(1L));
  }
}
