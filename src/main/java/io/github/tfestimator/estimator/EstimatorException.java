package io.github.tfestimator.estimator;

/**
 * A training, evaluation or prediction that can't go on. The message is for the user: it names the
 * thing, what was found, and what to do.
 */
public class EstimatorException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /**
   * @param message the thing, what was found, what to do
   */
  public EstimatorException(String message) {
    super(message);
  }

  /**
   * @param message the thing, what was found, what to do
   * @param cause what was caught
   */
  public EstimatorException(String message, Throwable cause) {
    super(message, cause);
  }
}
