package io.github.tfestimator.summary;

import io.github.tfestimator.io.AtomicFiles;
import io.github.tfestimator.io.Excerpt;
import java.io.IOException;
import java.nio.file.Path;

/**
 * An error of the file of an {@link EvaluationHistory}. The message is for the user: it names the
 * file, the reason, and what to do.
 */
public final class SummaryException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private SummaryException(String message, Throwable cause) {
    super(message, cause);
  }

  static SummaryException notRead(Path file, IOException e) {
    return new SummaryException(
        "Can't read the evaluations in %s: %s. Make the file readable, or move it away to go on without its evaluations."
            .formatted(file, AtomicFiles.reason(e)),
        e);
  }

  static SummaryException notWritten(long globalStep, Path file, IOException e) {
    return new SummaryException(
        "Can't write the evaluation of step %d into %s: %s. Remove the cause, and evaluate again."
            .formatted(globalStep, file, AtomicFiles.reason(e)),
        e);
  }

  static SummaryException damagedLine(Path file, int line, RuntimeException e) {
    return new SummaryException(
        "The evaluations in %s are damaged: line %d is no evaluation (%s). Restore the file from a copy, or move it away to go on without its evaluations."
            .formatted(file, line, Excerpt.of(AtomicFiles.reason(e))),
        e);
  }
}
