package io.github.tfestimator.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What processes print beside their answers. */
final class Logs {
  private static final int LAST_LINES = 20;

  private Logs() {}

  static String lastLines(Path log) {
    try {
      List<String> lines = Files.readAllLines(log);
      return String.join("\n", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
    } catch (IOException e) {
      return "(%s can't be read: %s)".formatted(log, e);
    }
  }
}
