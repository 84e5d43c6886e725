package io.github.tfestimator.data;

/**
 * A data set in its two parts.
 *
 * @param train what to learn from
 * @param test what to be judged on
 */
public record TrainTest(LabeledImages train, LabeledImages test) {}
