package io.github.tfestimator.cnn.cli;

import io.github.tfestimator.cnn.data.DataSplit;
import io.github.tfestimator.cnn.data.LabeledImages;
import java.util.ArrayList;
import java.util.List;

/**
 * What a training's bits depend on besides network, scaler and number of steps.
 *
 * @param train the training set
 * @param test the test set
 * @param batchSize pictures in a step
 * @param seed of initial values, order of examples and dropout
 * @param changed whether steps before were trained with others, or another rate
 */
record TrainingFingerprint(Part train, Part test, int batchSize, long seed, boolean changed) {
  /**
   * A training or test set.
   *
   * @param examples how many
   * @param sha256 as {@link LabeledImages#sha256} finds it
   */
  record Part(int examples, String sha256) {
    Part {
      if (sha256 == null) {
        throw new IllegalArgumentException("sha256 is missing");
      }
    }

    static Part of(LabeledImages examples) {
      return new Part(examples.size(), examples.sha256());
    }
  }

  TrainingFingerprint {
    if (train == null || test == null) {
      throw new IllegalArgumentException("train and test must be there");
    }
  }

  static TrainingFingerprint of(DataSplit data, int batchSize, long seed) {
    return new TrainingFingerprint(
        Part.of(data.train()), Part.of(data.test()), batchSize, seed, false);
  }

  /** The same, but for what was before it. */
  TrainingFingerprint changed(boolean wasChanged) {
    return new TrainingFingerprint(train, test, batchSize, seed, wasChanged);
  }

  /** What another training has other than this one, in words. */
  List<String> differencesOf(TrainingFingerprint other) {
    List<String> differences = new ArrayList<>();
    if (batchSize != other.batchSize) {
      differences.add("--batch-size %d, not %d".formatted(batchSize, other.batchSize));
    }
    if (seed != other.seed) {
      differences.add("--seed %d, not %d".formatted(seed, other.seed));
    }
    if (!train.equals(other.train)) {
      differences.add("other pictures or labels");
    }
    return differences;
  }
}
