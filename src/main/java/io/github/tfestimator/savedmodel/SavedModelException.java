package io.github.tfestimator.savedmodel;

/** Thrown when a SavedModel can't be used. The message is for the user. */
public final class SavedModelException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /**
   * Creates an exception.
   *
   * @param message names the SavedModel, what was found, and what to do
   */
  public SavedModelException(String message) {
    super(message);
  }

  /**
   * Creates an exception with a cause.
   *
   * @param message names the SavedModel, what was found, and what to do
   * @param cause what was caught
   */
  public SavedModelException(String message, Throwable cause) {
    super(message, cause);
  }
}
