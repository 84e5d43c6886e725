package io.github.tfestimator.peers;

/** A training of a race in a peer's library. */
interface RaceTraining extends AutoCloseable {
  /** Takes the next step of the recipe. */
  void step(ImageBatch batch);

  /** Returns the trained model, with the mean of the weights if the recipe has one. */
  Predictor trained();

  @Override
  void close();
}
