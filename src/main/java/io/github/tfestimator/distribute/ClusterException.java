package io.github.tfestimator.distribute;

/** Thrown when the tasks of a cluster don't fit together, or one can't start its server. */
public final class ClusterException extends IllegalStateException {
  private static final long serialVersionUID = 1;

  /**
   * Creates the exception.
   *
   * @param message what is wrong, and what to do
   */
  public ClusterException(String message) {
    super(message);
  }

  /**
   * Creates the exception.
   *
   * @param message what is wrong, and what to do
   * @param cause what failed
   */
  public ClusterException(String message, Throwable cause) {
    super(message, cause);
  }
}
