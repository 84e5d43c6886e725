package io.github.tfestimator.serving;

/**
 * What a SavedModel says of one picture.
 *
 * @param classId the digit
 * @param probabilities one for each digit, together 1
 */
public record Classification(long classId, float[] probabilities) {}
