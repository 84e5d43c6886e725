package io.github.tfestimator.summary;

import io.github.tfestimator.io.AtomicFiles;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Event files that can't be read. The message is for the user: it names the file, the reason, and
 * what to do.
 */
public final class SummaryException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private SummaryException(String message, Throwable cause) {
    super(message, cause);
  }

  static SummaryException notRead(Path path, IOException e) {
    return new SummaryException(
        "Can't read the events in %s: %s. Make it readable, or move it away."
            .formatted(path, AtomicFiles.reason(e)),
        e);
  }

  static SummaryException damaged(Path file, long offset, String what, Throwable cause) {
    return new SummaryException(
        "The event file %s is damaged: the record at byte %d %s. Move the file away to go on without its events."
            .formatted(file, offset, what),
        cause);
  }
}
