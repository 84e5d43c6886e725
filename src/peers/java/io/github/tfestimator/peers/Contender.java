package io.github.tfestimator.peers;

import java.nio.file.Path;

/**
 * One who trains and predicts, in a process of its own. What a measurement needs is made when it is
 * first asked for, so that a process which only predicts has nothing of training in its memory.
 */
interface Contender extends AutoCloseable {
  /** Names and versions of what computes. */
  String versions();

  /**
   * Trains: batches of 100, stochastic gradient descent, dropout, the loss fetched each step.
   *
   * @return seconds a step, of the steps after those for warming up
   */
  double secondsPerStep(int warmUp, int steps);

  /** Loss and accuracy of the first so many pictures, in batches of 128. */
  double evaluate(int pictures);

  /**
   * Steps without dropout from the given weights on, all on the same batch.
   *
   * @return the log-probabilities of the pictures after them
   */
  float[] afterSteps(TrainingCheck check, Pictures pictures);

  /** Writes the model with the given weights in its own format, as a user would. */
  void save(Path model);

  /** Loads such a model from the disk. */
  Predictor load(Path model);

  @Override
  void close();
}
