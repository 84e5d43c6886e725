package io.github.tfestimator.layers;

import java.util.List;
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
public record ExponentialMovingAverage(float decay, boolean usesNumUpdates)
    implements WeightAverage {
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
   * Adds averages of some variables, {@code NAME/ExponentialMovingAverage}, to a training step.
   * They begin with the variables' own initial values.
   */
  @Override
  public Op apply(Ops tf, Op trainOp, List<Variable<TFloat32>> variables) {
    return Averaging.apply(
        tf, trainOp, variables, SLOT, after -> tf.math.sub(tf.constant(1f), decay(after)));
  }

  @Override
  public void restore(Ops tf, List<Variable<TFloat32>> variables) {
    Averaging.restore(tf, variables, SLOT);
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
