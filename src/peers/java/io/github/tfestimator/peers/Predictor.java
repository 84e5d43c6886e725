package io.github.tfestimator.peers;

/** A loaded model. */
interface Predictor extends AutoCloseable {
  /** Ten probabilities for each picture, one picture after the other. */
  float[] probabilities(Pictures pictures);

  @Override
  void close();
}
