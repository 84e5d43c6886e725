package io.github.tfestimator.peers;

import java.util.List;

/** Batches made ready before anything is measured, each kind when it is first asked for. */
final class PreparedData {
  private static final int TRAINING_BATCHES = 20;

  private List<Pictures> training = List.of();
  private List<Pictures> evaluation = List.of();
  private int evaluationSize;
  private int next;

  Pictures nextTrainingBatch() {
    if (training.isEmpty()) {
      training = Pictures.batches(TRAINING_BATCHES * Sizes.TRAINING_BATCH, Sizes.TRAINING_BATCH);
    }
    next = (next + 1) % training.size();
    return training.get(next);
  }

  List<Pictures> evaluationBatches(int pictures) {
    if (evaluationSize != pictures) {
      evaluation = Pictures.batches(pictures, Sizes.EVALUATION_BATCH);
      evaluationSize = pictures;
    }
    return evaluation;
  }
}
