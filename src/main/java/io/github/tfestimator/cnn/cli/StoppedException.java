package io.github.tfestimator.cnn.cli;

/** A command that a signal ended before its time. The message says where it stands. */
final class StoppedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int exitCode;

  StoppedException(StopSignals.Signal signal, String where) {
    super("Stopped by SIG%s %s".formatted(signal, where));
    this.exitCode = signal.exitCode();
  }

  int exitCode() {
    return exitCode;
  }
}
