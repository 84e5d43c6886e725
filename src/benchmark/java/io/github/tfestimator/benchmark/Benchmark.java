package io.github.tfestimator.benchmark;

import java.io.IOException;
import java.nio.file.Path;
import java.util.logging.Level;
import java.util.logging.Logger;

/** A benchmark with at most one argument, a number, and a temporary folder. */
public interface Benchmark {
  /** Measures and prints; returns whether limits are kept, if there are any. */
  boolean run(int number, Path folder) throws IOException, InterruptedException;

  /** Runs a benchmark; exits with 1 if limits aren't kept, with 2 if the number is too small. */
  static void main(String[] args, int standard, int min, Benchmark benchmark)
      throws IOException, InterruptedException {
    Logger.getLogger("").setLevel(Level.WARNING);
    int number = args.length == 0 ? standard : Integer.parseInt(args[0]);
    if (number < min) {
      System.err.printf("benchmark: %d is too few: at least %d%n", number, min);
      System.exit(2);
    }
    boolean passed;
    try (var workspace = Workspace.open()) {
      passed = benchmark.run(number, workspace.folder());
    }
    if (!passed) {
      System.exit(1);
    }
  }
}
