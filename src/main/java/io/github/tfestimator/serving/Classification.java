package io.github.tfestimator.serving;

import java.util.Arrays;

/**
 * What a SavedModel says of one picture. Two are equal if their numbers are.
 *
 * @param classId the digit
 * @param probabilities one for each digit, together 1
 */
public record Classification(long classId, float[] probabilities) {
  /**
   * @return how probable the class is
   */
  public float probability() {
    return probabilities[Math.toIntExact(classId)];
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Classification that
        && classId == that.classId
        && Arrays.equals(probabilities, that.probabilities);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(probabilities);
  }

  @Override
  public String toString() {
    return "Classification[classId=%d, probabilities=%s]"
        .formatted(classId, Arrays.toString(probabilities));
  }
}
