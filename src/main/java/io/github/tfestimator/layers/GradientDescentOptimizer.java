package io.github.tfestimator.layers;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
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
   * {@code minimize(loss, global_step=tf.train.get_global_step())}: a step that moves every
   * trainable variable of the graph and then adds one to the global step.
   *
   * <p>All variables are read and all gradients computed before the first variable moves: what is
   * fetched with the step is of before the move, and no variable need be copied for those who still
   * read it.
   *
   * @param tf the graph, which has a {@link GlobalStep}
   * @param loss a scalar
   * @return the op that takes the step
   * @throws IllegalStateException if the graph has no global step
   */
  public Op minimize(Ops tf, Operand<TFloat32> loss) {
    var globalStep = GlobalStep.of(tf);
    List<Variable<TFloat32>> variables = Variables.trainable(tf);
    List<Output<TFloat32>> values = variables.stream().map(v -> v.value().asOutput()).toList();
    List<Output<TFloat32>> gradients = SparseSoftmaxGradient.of(tf, loss, values);

    List<Op> before = new ArrayList<>(gradients);
    before.addAll(values);
    before.add(globalStep.value());
    var train = tf.withSubScope("GradientDescent");
    var rate = train.withName("learning_rate").constant(learningRate);
    var moving = train.withControlDependencies(before);
    List<Op> moves = new ArrayList<>();
    for (int i = 0; i < variables.size(); i++) {
      moves.add(
          moving.train.resourceApplyGradientDescent(
              variables.get(i).handle(), rate, gradients.get(i)));
    }
    moves.addAll(UpdateOps.of((Graph) tf.scope().env()));
    var last = tf.withControlDependencies(moves).withName("train_op");
    return globalStep.assignAdd(last, tf.constant(1L));
  }
}
