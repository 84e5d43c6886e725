package io.github.tfestimator.cnn.data;

/**
 * A data set, split into a training and a test set.
 *
 * @param train the training set
 * @param test the test set
 */
public record DataSplit(LabeledImages train, LabeledImages test) {}
