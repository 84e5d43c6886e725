package io.github.tfestimator.input;

/**
 * Data that can't be used. The message is for the user: it names the file, what was found in it,
 * and what to do.
 */
public final class DataException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /**
   * Creates an exception without a cause.
   *
   * @param message the file, what was found, what to do
   */
  public DataException(String message) {
    super(message);
  }

  /**
   * Creates an exception with a cause.
   *
   * @param message the file, what was found, what to do
   * @param cause the caught exception
   */
  public DataException(String message, Throwable cause) {
    super(message, cause);
  }
}
