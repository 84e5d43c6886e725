package io.github.tfestimator.doctor;

import java.util.Optional;

/**
 * A finding of an examination.
 *
 * @param subject what was examined, such as {@code JDK} or {@code libcudnn.so.9}
 * @param status whether it works
 * @param text what was found
 * @param remedy what to do; empty if there is nothing to do
 */
public record Finding(String subject, Status status, String text, Optional<String> remedy) {
  /** The verdict on a subject. */
  public enum Status {
    /** It works. */
    OK,
    /** It works, but worse than it could, or something optional is missing. */
    WARNING,
    /** It doesn't work. */
    FAILED
  }

  /**
   * Returns a finding of something that works.
   *
   * @param subject what was examined
   * @param text what was found
   * @return the finding
   */
  public static Finding ok(String subject, String text) {
    return new Finding(subject, Status.OK, text, Optional.empty());
  }

  /**
   * Returns a finding of something that works, but worse than it could.
   *
   * @param subject what was examined
   * @param text what was found
   * @param remedy what to do
   * @return the finding
   */
  public static Finding warning(String subject, String text, String remedy) {
    return new Finding(subject, Status.WARNING, text, Optional.of(remedy));
  }

  /**
   * Returns a finding of something that doesn't work.
   *
   * @param subject what was examined
   * @param text what was found
   * @param remedy what to do
   * @return the finding
   */
  public static Finding failed(String subject, String text, String remedy) {
    return new Finding(subject, Status.FAILED, text, Optional.of(remedy));
  }
}
