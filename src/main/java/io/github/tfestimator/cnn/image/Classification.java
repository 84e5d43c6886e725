package io.github.tfestimator.cnn.image;

import java.util.Arrays;

/**
 * A SavedModel's answer for one image. Two are equal if their numbers are.
 *
 * @param classId the digit
 * @param probabilities one for each digit, together 1
 */
public record Classification(long classId, float[] probabilities) {
  /**
   * Returns how probable the class is.
   *
   * @return its probability
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
