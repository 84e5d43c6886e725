package io.github.tfestimator.peers;

/**
 * A training that shows whether all frameworks compute the same gradients. Two steps, as one
 * wouldn't show gradients that add up from step to step.
 *
 * @param batch what to learn, again and again
 * @param steps how often
 * @param learningRate large enough for the steps to show
 */
record TrainingCheck(ImageBatch batch, int steps, float learningRate) {
  static TrainingCheck standard() {
    return new TrainingCheck(ImageBatch.first(Sizes.TRAINING_BATCH), 2, 0.01f);
  }
}
