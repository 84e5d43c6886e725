package io.github.tfestimator.layers;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/**
 * The plain mean of the weights after each step of the last part of a training: stochastic weight
 * averaging (Izmailov et al. 2018), {@code tfa.optimizers.SWA} with a period of one step. Up to
 * step {@code start + 1} the averages are the weights.
 *
 * @param start the global step after which the mean begins, 0 or more
 */
public record StochasticWeightAverage(long start) implements WeightAverage {
  private static final String SLOT = "average";

  /** Checks the step. */
  public StochasticWeightAverage {
    if (start < 0) {
      throw new IllegalArgumentException("start (" + start + ") must be 0 or more");
    }
  }

  /** Adds means of some variables, {@code NAME/average}, to a training step. */
  @Override
  public Op apply(Ops tf, Op trainOp, List<Variable<TFloat32>> variables) {
    return Averaging.apply(tf, trainOp, variables, SLOT, this::part);
  }

  @Override
  public void restore(Ops tf, List<Variable<TFloat32>> variables) {
    Averaging.restore(tf, variables, SLOT);
  }

  /** Returns one divided by how many steps the mean is of, the newest among them. */
  private Operand<TFloat32> part(Ops after) {
    var steps = after.readVariableOp(GlobalStep.of(after).handle(), TInt64.class);
    var count =
        after.math.maximum(after.math.sub(steps, after.constant(start)), after.constant(1L));
    return after.math.div(after.constant(1f), after.dtypes.cast(count, TFloat32.class));
  }
}
