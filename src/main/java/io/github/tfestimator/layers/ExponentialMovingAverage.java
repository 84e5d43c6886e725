package io.github.tfestimator.layers;

import io.github.tfestimator.checkpoint.RestoreKeys;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/**
 * Averages of the weights over the steps, which often classify better than the last weights: {@code
 * tf.train.ExponentialMovingAverage}. Each step makes {@code average -= (1 - decay) * (average -
 * variable)}.
 *
 * <pre>{@code
 * var averages = ExponentialMovingAverage.of(0.999f);
 * if (mode == Mode.TRAIN) {
 *   var trainOp = averages.apply(tf, optimizer.minimize(tf, loss));
 *   return EstimatorSpec.train(loss, trainOp);
 * }
 * averages.restore(tf);   // evaluates, predicts and exports with the averages
 * }</pre>
 *
 * @param decay at least 0 and below 1
 * @param usesNumUpdates whether the decay is {@code min(decay, (1 + n) / (10 + n))} after n steps
 */
public record ExponentialMovingAverage(float decay, boolean usesNumUpdates) {
  private static final String SLOT = "ExponentialMovingAverage";

  /** Checks the decay. */
  public ExponentialMovingAverage {
    NumberChecks.requireFraction("decay", decay);
  }

  /**
   * {@code tf.train.ExponentialMovingAverage(decay)}.
   *
   * @param decay at least 0 and below 1, such as 0.999
   * @return the averages
   * @throws IllegalArgumentException if it is another
   */
  public static ExponentialMovingAverage of(float decay) {
    return new ExponentialMovingAverage(decay, false);
  }

  /**
   * {@code num_updates=tf.train.get_global_step()}: the averages follow quicker in the first steps.
   *
   * @return the same with such a decay
   */
  public ExponentialMovingAverage withNumUpdates() {
    return new ExponentialMovingAverage(decay, true);
  }

  /**
   * Adds averages of the trainable variables to a training step.
   *
   * @param tf the graph
   * @param trainOp moves the variables
   * @return an op that takes the step and then moves the averages
   */
  public Op apply(Ops tf, Op trainOp) {
    return apply(tf, trainOp, Variables.trainable(tf));
  }

  /**
   * Adds averages of some variables, {@code NAME/ExponentialMovingAverage}, to a training step.
   * They begin with the variables' own initial values.
   *
   * @param tf the graph
   * @param trainOp moves the variables
   * @param variables what to average
   * @return an op that takes the step and then moves the averages
   */
  public Op apply(Ops tf, Op trainOp, List<Variable<TFloat32>> variables) {
    var after = tf.withControlDependencies(List.of(trainOp));
    var step = tf.math.sub(tf.constant(1f), decay(after));
    List<Op> moves = new ArrayList<>();
    for (Variable<TFloat32> variable : variables) {
      var average = Slots.copy(tf, variable, SLOT);
      var moved = after.readVariableOp(variable.handle(), TFloat32.class);
      var delta = tf.math.mul(tf.math.sub(average.value(), moved), step);
      moves.add(tf.assignSubVariableOp(average.handle(), delta));
    }
    return tf.withControlDependencies(moves).noOp();
  }

  /**
   * {@code variables_to_restore()}: lets the graph's trainable variables be restored from their
   * averages, so that the model evaluates, predicts and is exported with these. Not for training.
   *
   * @param tf the graph, after all layers
   */
  public void restore(Ops tf) {
    restore(tf, Variables.trainable(tf));
  }

  /**
   * Lets some variables be restored from their averages.
   *
   * @param tf the graph
   * @param variables those that {@link #apply(Ops, Op, List)} averages
   */
  public void restore(Ops tf, List<Variable<TFloat32>> variables) {
    Map<String, String> keys = new TreeMap<>();
    variables.forEach(variable -> keys.put(variable.name(), variable.name() + "/" + SLOT));
    RestoreKeys.set(tf, keys);
  }

  private Operand<TFloat32> decay(Ops after) {
    var constant = after.constant(decay);
    if (!usesNumUpdates) {
      return constant;
    }
    var handle = GlobalStep.of(after).handle();
    var steps = after.dtypes.cast(after.readVariableOp(handle, TInt64.class), TFloat32.class);
    return after.math.minimum(
        constant,
        after.math.div(
            after.math.add(after.constant(1f), steps), after.math.add(after.constant(10f), steps)));
  }
}
