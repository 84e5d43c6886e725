package io.github.tfestimator.cnn.cli;

import io.github.tfestimator.io.AtomicFiles;
import io.github.tfestimator.io.BoundedFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The file of a report. */
final class ReportFile {
  /** Its name in the model directory. */
  static final String NAME = "report.html";

  private static final String BEGINNING = "<!doctype html";

  private ReportFile() {}

  static void write(Path file, String html) {
    try {
      Path folder = file.toAbsolutePath().getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
      BoundedFiles.requireRegular(file);
      requireNoOther(file);
      // A link stays, and the file that it names is replaced.
      Path target = Files.exists(file) ? file.toRealPath() : file;
      AtomicFiles.write(target, html.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new CommandException(
          "Can't write the report %s: %s. Name another file by --out."
              .formatted(file, AtomicFiles.reason(e)),
          e);
    }
  }

  /** Refuses to overwrite what is no page, such as the settings of the model. */
  private static void requireNoOther(Path file) throws IOException {
    if (Files.exists(file) && Files.size(file) > 0) {
      byte[] start = new byte[BEGINNING.length()];
      try (InputStream in = Files.newInputStream(file)) {
        in.readNBytes(start, 0, start.length);
      }
      if (!new String(start, StandardCharsets.ISO_8859_1).equalsIgnoreCase(BEGINNING)) {
        throw new IOException("there is another file, which is no page of HTML");
      }
    }
  }
}
