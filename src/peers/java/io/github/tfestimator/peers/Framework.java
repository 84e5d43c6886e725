package io.github.tfestimator.peers;

import java.nio.file.Path;

/**
 * A framework that trains and predicts, in a process of its own. What a measurement needs is made
 * when it is first asked for, so that a process which only predicts holds nothing of a training.
 */
interface Framework extends AutoCloseable {
  /** Returns names and versions of what computes. */
  String versions();

  /**
   * Trains: batches of 100, stochastic gradient descent, dropout, the loss fetched each step.
   *
   * @return the seconds of each step after those for warming up
   */
  double[] secondsOfSteps(int warmUp, int steps);

  /** Returns the loss of the first so many images, in batches of 128; counts the accuracy too. */
  double evaluate(int images);

  /**
   * Trains without dropout from the given weights on, with the same batch in each step.
   *
   * @return the log-probabilities of the images after these steps
   */
  float[] afterSteps(TrainingCheck check, ImageBatch images);

  /** Writes the model with the given weights in the framework's own format, as a user would. */
  void save(Path model);

  /** Loads such a model. */
  Predictor load(Path model);

  @Override
  void close();
}
