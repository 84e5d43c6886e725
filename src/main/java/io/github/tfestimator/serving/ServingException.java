package io.github.tfestimator.serving;

/** A SavedModel that can't be used. The message is for the user. */
public final class ServingException extends RuntimeException {
  private static final long serialVersionUID = 1;

  ServingException(String message) {
    super(message);
  }

  ServingException(String message, Throwable cause) {
    super(message, cause);
  }
}
