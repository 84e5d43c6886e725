package io.github.tfestimator.cnn.report;

/** Thrown when there is nothing to report on. The message is for the user. */
public final class ReportException extends RuntimeException {
  private static final long serialVersionUID = 1;

  ReportException(String message) {
    super(message);
  }

  ReportException(String message, Throwable cause) {
    super(message, cause);
  }
}
