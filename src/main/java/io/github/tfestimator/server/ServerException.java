package io.github.tfestimator.server;

/** Thrown when a server can't be started. The message says why, and what to do. */
public final class ServerException extends RuntimeException {
  private static final long serialVersionUID = 1;

  ServerException(String message, Throwable cause) {
    super(message, cause);
  }
}
