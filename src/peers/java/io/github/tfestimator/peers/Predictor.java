package io.github.tfestimator.peers;

/** A loaded model. */
interface Predictor extends AutoCloseable {
  /** Ten probabilities for each image, one image after the other. */
  float[] probabilities(ImageBatch images);

  @Override
  void close();
}
