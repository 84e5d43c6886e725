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
 * @param devices of each process, which share its batch; 1 in files of older versions
 * @param asynchronous whether parameter servers held the variables; false in files of older
 *     versions
 * @param changed whether earlier steps were trained with other facts, or another rate
 */
public record TrainingFingerprint(
    Part train,
    Part test,
    int batchSize,
    long seed,
    int workers,
    int devices,
    boolean asynchronous,
    boolean changed) {
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
    // A file without the fields gives 0.
    workers = Math.max(1, workers);
    devices = Math.max(1, devices);
  }

  /**
   * Computes the fingerprint of a training on one device.
   *
   * @param data the training and test set
   * @param batchSize images in a step
   * @param seed of initial values, order of examples and dropout
   * @return the fingerprint, not changed
   */
  public static TrainingFingerprint of(DataSplit data, int batchSize, long seed) {
    return new TrainingFingerprint(
        Part.of(data.train()), Part.of(data.test()), batchSize, seed, 1, 1, false, false);
  }

  /**
   * Returns a copy for a training on several machines or devices.
   *
   * @param newWorkers of a cluster, which take a batch each; 1 without a cluster
   * @param newDevices of each process, which share its batch
   * @param isAsynchronous whether parameter servers hold the variables
   * @return the same data, batch size and seed with these
   */
  public TrainingFingerprint spreadOver(int newWorkers, int newDevices, boolean isAsynchronous) {
    return new TrainingFingerprint(
        train, test, batchSize, seed, newWorkers, newDevices, isAsynchronous, changed);
  }

  /**
   * Returns a copy.
   *
   * @param wasChanged whether earlier steps were trained with other facts
   * @return the same facts with that
   */
  public TrainingFingerprint withChanged(boolean wasChanged) {
    return new TrainingFingerprint(
        train, test, batchSize, seed, workers, devices, asynchronous, wasChanged);
  }
}
