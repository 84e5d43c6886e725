package io.github.tfestimator.layers;

import java.util.List;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Averages of the weights over the steps of a training, which often classify better than the last
 * weights. Checkpoints hold both: a training goes on with the weights, and what {@link #restore}s
 * evaluates, predicts and exports with the averages.
 */
public sealed interface WeightAverage permits ExponentialMovingAverage, StochasticWeightAverage {
  /**
   * Adds averages of the trainable variables to a training step.
   *
   * @param tf the graph
   * @param trainOp moves the variables
   * @return an op that takes the step and then moves the averages
   */
  default Op apply(Ops tf, Op trainOp) {
    return apply(tf, trainOp, Variables.trainable(tf));
  }

  /**
   * Adds averages of some variables to a training step.
   *
   * @param tf the graph
   * @param trainOp moves the variables
   * @param variables what to average
   * @return an op that takes the step and then moves the averages
   */
  Op apply(Ops tf, Op trainOp, List<Variable<TFloat32>> variables);

  /**
   * {@code variables_to_restore()}: lets the graph's trainable variables be restored from their
   * averages, so that the model evaluates, predicts and is exported with these. Not for training.
   *
   * @param tf the graph, after all layers
   */
  default void restore(Ops tf) {
    restore(tf, Variables.trainable(tf));
  }

  /**
   * Lets some variables be restored from their averages.
   *
   * @param tf the graph
   * @param variables those that {@link #apply(Ops, Op, List)} averages
   */
  void restore(Ops tf, List<Variable<TFloat32>> variables);
}
