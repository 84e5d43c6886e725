package io.github.tfestimator.input;

/**
 * Data that can't be used. The message is for the user: it names the file, what was found in it,
 * and what to do.
 */
public final class DataException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /**
   * @param message the file, what was found, what to do
   */
  public DataException(String message) {
    super(message);
  }

  /**
   * @param message the file, what was found, what to do
   * @param cause what was caught
   */
  public DataException(String message, Throwable cause) {
    super(message, cause);
  }
}
