package io.github.tfestimator.distribute;

/**
 * Thrown when another task of the cluster ended, or can't be reached. TensorFlow's runtime can't go
 * on in this process: exit with {@link #EXIT_CODE}, by {@code Runtime.halt}, and start the process
 * again. It resumes from the last checkpoint.
 */
public final class PeerLostException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** The exit code that asks for a restart: {@code EX_TEMPFAIL} of BSD's sysexits. */
  public static final int EXIT_CODE = 75;

  /**
   * Creates the exception.
   *
   * @param message who was lost
   * @param cause what TensorFlow threw
   */
  public PeerLostException(String message, Throwable cause) {
    super(message, cause);
  }
}
