package io.github.tfestimator.layers;

/** The reduction of a batch's losses to one number: {@code tf.losses.Reduction}. */
public enum Reduction implements LossArgument {
  /** Each loss, times its weight. */
  NONE,
  /** The weighted sum. */
  SUM,
  /** The weighted sum, divided by how many losses there are. */
  SUM_OVER_BATCH_SIZE,
  /** The weighted sum, divided by how many weights aren't zero: the default. */
  SUM_BY_NONZERO_WEIGHTS,
  /** The weighted mean: the weighted sum, divided by the sum of the weights. */
  MEAN
}
