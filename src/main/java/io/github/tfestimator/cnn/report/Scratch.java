package io.github.tfestimator.cnn.report;

import io.github.tfestimator.io.AtomicFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A folder for what estimators write while a report is made, so that the model directory stays as
 * it is. Closing it deletes it.
 */
record Scratch(Path folder) implements AutoCloseable {

  static Scratch open() {
    try {
      return new Scratch(Files.createTempDirectory("cnn-report"));
    } catch (IOException e) {
      throw new ReportException(
          "Can't make a temporary folder: %s. Make room, or name another by -Djava.io.tmpdir."
              .formatted(AtomicFiles.reason(e)),
          e);
    }
  }

  @Override
  public void close() {
    try {
      AtomicFiles.deleteTree(folder);
    } catch (IOException e) {
      // What is left is in the folder for temporary files, and the report is worth more.
    }
  }
}
