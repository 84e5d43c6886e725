package io.github.tfestimator.estimator;

import org.tensorflow.op.Ops;

/** Builds the graph of a model: {@code model_fn(features, labels, mode)}. */
@FunctionalInterface
public interface ModelFn {

  /**
   * Builds the graph for one mode. It is called once for each call of {@link Estimator#train},
   * {@link Estimator#evaluate} and {@link Estimator#predict}, each time on a new graph, which
   * already has its {@link io.github.tfestimator.layers.GlobalStep} and, for training, its {@link
   * io.github.tfestimator.layers.RandomSeed}.
   *
   * @param tf the graph
   * @param features the examples
   * @param labels their classes; there are none in PREDICT
   * @param mode what the graph is for
   * @return what the estimator needs of the graph: {@link EstimatorSpec#train}, {@link
   *     EstimatorSpec#evaluate} or {@link EstimatorSpec#predict}, as the mode says
   */
  EstimatorSpec apply(Ops tf, Features features, Labels labels, Mode mode);
}
