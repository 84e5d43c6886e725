package io.github.tfestimator.checkpoint;

/**
 * A checkpoint or a model directory that can't be read or written. The message is for the user: it
 * names the file, what was found, and what to do.
 */
public class CheckpointException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /**
   * Creates an exception.
   *
   * @param message the thing, what was found, what to do
   */
  public CheckpointException(String message) {
    super(message);
  }

  /**
   * Creates an exception with its cause.
   *
   * @param message the thing, what was found, what to do
   * @param cause what happened
   */
  public CheckpointException(String message, Throwable cause) {
    super(message, cause);
  }
}
