package io.github.tfestimator.benchmark.growth;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * What was asked for.
 *
 * @param rounds how often everything is measured
 * @param plot where to draw
 */
record Options(int rounds, Path plot) {
  private static final String PLOT = "--plot";

  Options {
    if (rounds < 1) {
      throw new IllegalArgumentException("rounds (" + rounds + ") must be 1 or more");
    }
    Path folder = plot.toAbsolutePath().getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw new IllegalArgumentException(
          "%s (%s) must be a file in a folder that is there".formatted(PLOT, plot));
    }
  }

  static Options parse(String... args) {
    int rounds = 5;
    Path plot = Path.of("src/benchmark/growth.png");
    Deque<String> rest = new ArrayDeque<>(List.of(args));
    while (!rest.isEmpty()) {
      String arg = rest.pop();
      if (!arg.equals(PLOT)) {
        rounds = rounds(arg);
      } else if (rest.isEmpty()) {
        throw new IllegalArgumentException(PLOT + " wants the PNG file to draw after it");
      } else {
        plot = Path.of(rest.pop());
      }
    }
    return new Options(rounds, plot);
  }

  private static int rounds(String arg) {
    try {
      return Integer.parseInt(arg);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "'" + arg + "' is neither a number of rounds nor " + PLOT, e);
    }
  }
}
