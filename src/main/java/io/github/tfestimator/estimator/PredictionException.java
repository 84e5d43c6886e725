package io.github.tfestimator.estimator;

/** Thrown when a model function predicts something that can't be fetched. */
final class PredictionException extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  PredictionException(String message) {
    super(message);
  }
}
