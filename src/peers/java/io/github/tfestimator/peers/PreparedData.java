package io.github.tfestimator.peers;

import java.util.List;

/** Batches made ready before anything is measured, each kind when it is first asked for. */
final class PreparedData {
  private static final int TRAINING_BATCHES = 20;

  private List<ImageBatch> training = List.of();
  private List<ImageBatch> evaluation = List.of();
  private int evaluationSize;
  private int next;

  ImageBatch nextTrainingBatch() {
    if (training.isEmpty()) {
      training = ImageBatch.batches(TRAINING_BATCHES * Sizes.TRAINING_BATCH, Sizes.TRAINING_BATCH);
    }
    next = (next + 1) % training.size();
    return training.get(next);
  }

  List<ImageBatch> evaluationBatches(int images) {
    if (evaluationSize != images) {
      evaluation = ImageBatch.batches(images, Sizes.EVALUATION_BATCH);
      evaluationSize = images;
    }
    return evaluation;
  }
}
