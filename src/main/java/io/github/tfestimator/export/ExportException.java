package io.github.tfestimator.export;

/** An export that failed and left nothing. The message is for the user. */
public final class ExportException extends RuntimeException {
  private static final long serialVersionUID = 1;

  ExportException(String message, Throwable cause) {
    super(message, cause);
  }
}
