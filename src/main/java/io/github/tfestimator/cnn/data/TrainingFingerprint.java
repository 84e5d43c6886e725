package io.github.tfestimator.cnn.data;

/**
 * The facts that a training's bits depend on besides the network, the scaler and the number of
 * steps.
 *
 * @param train the training set
 * @param test the test set
 * @param batchSize images in a step
 * @param seed of initial values, order of examples and dropout
 * @param workers of a cluster, which take a batch each; 1 without a cluster, and in files of older
 *     versions
 * @param changed whether earlier steps were trained with other facts, or another rate
 */
public record TrainingFingerprint(
    Part train, Part test, int batchSize, long seed, int workers, boolean changed) {
  /**
   * A training or test set.
   *
   * @param examples the number of examples
   * @param sha256 as {@link LabeledImages#sha256} computes it
   */
  public record Part(int examples, String sha256) {
    /**
     * Checks the hash.
     *
     * @throws IllegalArgumentException if there is none
     */
    public Part {
      if (sha256 == null) {
        throw new IllegalArgumentException("sha256 is missing");
      }
    }

    private static Part of(LabeledImages examples) {
      return new Part(examples.size(), examples.sha256());
    }
  }

  /**
   * Checks the parts.
   *
   * @throws IllegalArgumentException if one is missing
   */
  public TrainingFingerprint {
    if (train == null || test == null) {
      throw new IllegalArgumentException("train and test must be there");
    }
    workers = Math.max(1, workers); // a file without the field gives 0
  }

  /**
   * Computes the fingerprint of a training.
   *
   * @param data the training and test set
   * @param batchSize images in a step
   * @param seed of initial values, order of examples and dropout
   * @param workers of a cluster, which take a batch each; 1 without a cluster
   * @return the fingerprint, not changed
   */
  public static TrainingFingerprint of(DataSplit data, int batchSize, long seed, int workers) {
    return new TrainingFingerprint(
        Part.of(data.train()), Part.of(data.test()), batchSize, seed, workers, false);
  }

  /**
   * Returns a copy.
   *
   * @param wasChanged whether earlier steps were trained with other facts
   * @return the same facts with that
   */
  public TrainingFingerprint withChanged(boolean wasChanged) {
    return new TrainingFingerprint(train, test, batchSize, seed, workers, wasChanged);
  }
}
