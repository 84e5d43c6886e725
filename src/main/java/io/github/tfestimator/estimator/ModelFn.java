package io.github.tfestimator.estimator;

import org.tensorflow.op.Ops;

/** Builds the graph of a model: {@code model_fn(features, labels, mode)}. */
@FunctionalInterface
public interface ModelFn {

  /**
   * Builds the graph for one mode. It is called anew for each graph that the estimator or an
   * exporter builds, also for a PREDICT graph before each training, by which the predictions are
   * checked; so it keeps no state. The graph already has its {@link
   * io.github.tfestimator.layers.GlobalStep} and, for training, its {@link
   * io.github.tfestimator.layers.RandomSeed}.
   *
   * @param tf the graph
   * @param features the features of a batch, by name
   * @param labels the labels of the batch, none, one or several; none in PREDICT
   * @param mode what the graph is for
   * @return what the estimator needs of the graph: {@link EstimatorSpec#train}, {@link
   *     EstimatorSpec#evaluate} or {@link EstimatorSpec#predict}, as the mode says
   */
  EstimatorSpec apply(Ops tf, Features features, Labels labels, Mode mode);
}
