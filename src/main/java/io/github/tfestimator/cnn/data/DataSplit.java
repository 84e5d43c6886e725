package io.github.tfestimator.cnn.data;

/**
 * A data set in its two parts.
 *
 * @param train what to learn from
 * @param test what to be judged on
 */
public record DataSplit(LabeledImages train, LabeledImages test) {}
