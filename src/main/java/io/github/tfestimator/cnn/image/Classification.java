package io.github.tfestimator.cnn.image;

import java.util.Arrays;

/**
 * A SavedModel's answer for one image. Two are equal if their numbers are.
 *
 * @param classId the digit
 * @param probabilities one for each digit, together 1
 * @param found whether the image was fitted and a digit found, or wasn't fitted; if no digit was
 *     found, the rest means nothing
 */
public record Classification(long classId, float[] probabilities, boolean found) {
  /**
   * Creates the answer for an image that wasn't fitted.
   *
   * @param classId the digit
   * @param probabilities one for each digit, together 1
   */
  public Classification(long classId, float[] probabilities) {
    this(classId, probabilities, true);
  }

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
        && found == that.found
        && Arrays.equals(probabilities, that.probabilities);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(probabilities);
  }

  @Override
  public String toString() {
    return "Classification[classId=%d, probabilities=%s, found=%s]"
        .formatted(classId, Arrays.toString(probabilities), found);
  }
}
