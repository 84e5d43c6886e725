package io.github.tfestimator.cnn.data;

/**
 * A data set, split into a training and a test set. {@link #close} it if its images may be read on
 * demand.
 *
 * @param train the training set
 * @param test the test set
 */
public record DataSplit(LabeledImages train, LabeledImages test) implements AutoCloseable {
  /** Frees what reads images on demand. Images in memory stay usable. May be called again. */
  @Override
  public void close() {
    train.images().close();
    test.images().close();
  }
}
