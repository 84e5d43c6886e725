package io.github.tfestimator.peers;

import java.util.List;

/** Loss and accuracy by a predictor's probabilities, for those whose library has no evaluation. */
final class Evaluation {
  private Evaluation() {}

  /** The mean loss; the accuracy is counted too, as every evaluation does. */
  static double run(Predictor predictor, List<ImageBatch> batches) {
    double loss = 0;
    int correct = 0;
    int count = 0;
    for (ImageBatch batch : batches) {
      float[] probabilities = predictor.probabilities(batch);
      for (int i = 0; i < batch.size(); i++) {
        int label = batch.labels()[i];
        loss -= Math.log(probabilities[i * Sizes.CLASSES + label]);
        correct += largest(probabilities, i) == label ? 1 : 0;
      }
      count += batch.size();
    }
    if (correct == 0) {
      throw new IllegalStateException("Not one of " + count + " images was classified right.");
    }
    return loss / count;
  }

  /** The part of the images that are classified right. */
  static double accuracy(Predictor predictor, List<ImageBatch> batches) {
    int correct = 0;
    int count = 0;
    for (ImageBatch batch : batches) {
      float[] probabilities = predictor.probabilities(batch);
      for (int i = 0; i < batch.size(); i++) {
        correct += largest(probabilities, i) == batch.labels()[i] ? 1 : 0;
      }
      count += batch.size();
    }
    return (double) correct / count;
  }

  /** The class of the i-th image. */
  static int largest(float[] probabilities, int i) {
    int best = 0;
    for (int c = 1; c < Sizes.CLASSES; c++) {
      if (probabilities[i * Sizes.CLASSES + c] > probabilities[i * Sizes.CLASSES + best]) {
        best = c;
      }
    }
    return best;
  }

  static float[] logs(float[] probabilities) {
    float[] logs = new float[probabilities.length];
    for (int i = 0; i < logs.length; i++) {
      logs[i] = (float) Math.log(probabilities[i]);
    }
    return logs;
  }
}
