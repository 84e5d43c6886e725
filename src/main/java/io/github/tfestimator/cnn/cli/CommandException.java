package io.github.tfestimator.cnn.cli;

/** Thrown when a command can't be carried out. The message is for the user. */
final class CommandException extends RuntimeException {
  private static final long serialVersionUID = 1;

  CommandException(String message) {
    super(message);
  }

  CommandException(String message, Throwable cause) {
    super(message, cause);
  }
}
