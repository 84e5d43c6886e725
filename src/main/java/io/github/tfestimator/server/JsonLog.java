package io.github.tfestimator.server;

import com.google.gson.JsonObject;
import io.github.tfestimator.io.AtomicFiles;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A log file of JSON objects, one on each line, to which is appended. */
final class JsonLog implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger("tensorflow");

  private final Path file;
  private final OutputStream out;
  private boolean failed;

  /**
   * Opens a log.
   *
   * @throws ServerException if the file can't be written
   */
  JsonLog(Path file) {
    this(file, open(file));
  }

  JsonLog(Path file, OutputStream out) {
    this.file = file;
    this.out = out;
  }

  private static OutputStream open(Path file) {
    try {
      return Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new ServerException(
          "The log %s can't be written: %s. Name another file."
              .formatted(file, AtomicFiles.reason(e)),
          e);
    }
  }

  /**
   * Appends a line. If it can't be written, says so once: a full disk is no reason not to serve.
   */
  synchronized void append(JsonObject line) {
    try {
      // A line that failed may be there in part.
      String text = (failed ? "\n" : "") + line + "\n";
      out.write(text.getBytes(StandardCharsets.UTF_8));
      failed = false;
    } catch (IOException e) {
      if (!failed) {
        LOG.warn("The log {} can't be written: {}", file, AtomicFiles.reason(e));
      }
      failed = true;
    }
  }

  @Override
  public synchronized void close() {
    try {
      out.close();
    } catch (IOException e) {
      LOG.warn("The log {} can't be closed: {}", file, AtomicFiles.reason(e));
    }
  }
}
