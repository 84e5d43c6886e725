package io.github.tfestimator.peers;

import java.util.concurrent.Callable;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** The start of a command, and the check of its numbers. */
final class CommandStart {
  private CommandStart() {}

  /** Runs a command and exits with its code: 0 done, 1 failed, 2 wrong usage. */
  static void run(Callable<Integer> command, String[] args) {
    Logger.getLogger("").setLevel(Level.WARNING);
    System.exit(
        new CommandLine(command)
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setExecutionExceptionHandler((e, line, parsed) -> fail(e))
            .execute(args));
  }

  private static int fail(Exception e) {
    System.err.println("benchmark: " + e.getMessage());
    return 1;
  }

  /** Refuses 0 and less. */
  static void requirePositive(CommandSpec spec, String option, int value) {
    if (value < 1) {
      throw new ParameterException(
          spec.commandLine(), "%s (%d) must be 1 or more".formatted(option, value));
    }
  }
}
