package io.github.tfestimator.cnn.cli;

import io.github.tfestimator.checkpoint.CheckpointException;
import io.github.tfestimator.export.ExportException;
import io.github.tfestimator.hooks.NanLossDuringTrainingException;
import io.github.tfestimator.input.DataException;
import io.github.tfestimator.io.AtomicFiles;
import io.github.tfestimator.savedmodel.SavedModelException;
import io.github.tfestimator.summary.SummaryException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.tensorflow.exceptions.TensorFlowException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The program: its commands, and what becomes of errors. */
@Command(
    name = "cnn",
    description = "The TensorFlow tutorial \"CNN image classification\" (MNIST), in Java.",
    synopsisSubcommandLabel = "COMMAND",
    footer = {
      "",
      "Exit codes: 0 done, 1 failed, 2 wrong usage.",
      "A signal ends a training after its step, saved: 130 (Ctrl-C), 143 (SIGTERM), 129 (SIGHUP);",
      "a second one ends it at once.",
    },
    subcommands = {
      RunCommand.class,
      TrainCommand.class,
      TrainAndEvaluateCommand.class,
      EvaluateCommand.class,
      PredictCommand.class,
      ExportCommand.class,
      InspectCommand.class,
    })
final class Cnn {
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "Show this help and exit.")
  private boolean help;

  @Option(
      names = "--verbose",
      scope = ScopeType.INHERIT,
      description = "Show stack traces, and what TensorFlow's native library prints.")
  private boolean verbose;

  private Cnn() {}

  /** Runs a command line and returns the exit code. */
  static int run(String[] args, Console console) {
    Cnn cnn = new Cnn();
    CommandLine line =
        new CommandLine(cnn, new CommandFactory(console))
            .setUsageHelpWidth(100)
            .setUsageHelpAutoWidth(false)
            .setCaseInsensitiveEnumValuesAllowed(true)
            .registerConverter(Path.class, Cnn::path)
            .setParameterExceptionHandler((e, a) -> wrongUsage(e, console))
            .setExecutionExceptionHandler((e, l, parsed) -> cnn.failed(e, l, console));
    line.setOut(new LineWriter(console::result));
    ConsoleLog log = ConsoleLog.open(console);
    try {
      if (args.length == 0) {
        line.usage(line.getOut());
        return CommandLine.ExitCode.USAGE;
      }
      return written(line.execute(args), console);
    } catch (LinkageError | OutOfMemoryError e) {
      return cnn.failed(e, line, console);
    } finally {
      log.close();
      console.clearBar();
    }
  }

  /** An empty one, as of a variable that isn't set, would be the current folder. */
  private static Path path(String text) {
    if (text.isEmpty()) {
      throw new CommandLine.TypeConversionException("'' names no file or folder");
    }
    return Path.of(text);
  }

  private static int written(int exitCode, Console console) {
    if (console.failure().isEmpty()) {
      return exitCode;
    }
    console.message(
        "cnn: the results can't be written to standard output: %s. Make room, or send them elsewhere."
            .formatted(console.failure().get().getMessage()));
    return CommandLine.ExitCode.SOFTWARE;
  }

  private static int wrongUsage(CommandLine.ParameterException e, Console console) {
    console.message("cnn: " + text(e));
    console.message("Try: " + e.getCommandLine().getCommandSpec().qualifiedName() + " --help");
    return CommandLine.ExitCode.USAGE;
  }

  private static String text(CommandLine.ParameterException e) {
    boolean wantsCommand = !e.getCommandLine().getSubcommands().isEmpty();
    if (wantsCommand
        && e instanceof CommandLine.UnmatchedArgumentException unmatched
        && !unmatched.isUnknownOption()) {
      return "There is no command '%s'.".formatted(unmatched.getUnmatched().get(0));
    }
    return e.getMessage();
  }

  private int failed(Throwable e, CommandLine line, Console console) {
    if (e instanceof StoppedException stopped) {
      console.message(stopped.getMessage());
      return stopped.exitCode();
    }
    if (verbose) {
      var trace = new StringWriter();
      e.printStackTrace(new PrintWriter(trace));
      console.message(trace.toString().stripTrailing());
    }
    // What our own checks refuse comes from the command line: the options become the arguments.
    if (e instanceof IllegalArgumentException) {
      console.message("cnn: " + OptionNames.in(e.getMessage(), line.getCommandSpec()));
      console.message("Try: " + line.getCommandSpec().qualifiedName() + " --help");
      return CommandLine.ExitCode.USAGE;
    }
    console.message("cnn: " + text(e));
    return CommandLine.ExitCode.SOFTWARE;
  }

  private static String text(Throwable e) {
    if (isForTheUser(e)) {
      return e.getMessage();
    }
    String what = AtomicFiles.reason(e);
    if (e instanceof TensorFlowException) {
      return "TensorFlow failed: %s. --verbose shows where.".formatted(what);
    }
    if (e instanceof OutOfMemoryError) {
      return "out of memory (%s): take a smaller --batch-size or picture, or set CNN_JAVA_ARGS=-Xmx2g."
          .formatted(what);
    }
    if (e instanceof LinkageError) {
      return "TensorFlow's native library can't be loaded (%s): build with the natives of this platform, by -Dtf.natives in CNN_MAVEN_ARGS."
          .formatted(what);
    }
    return "unexpected error: %s. --verbose shows where.".formatted(e);
  }

  private static boolean isForTheUser(Throwable e) {
    return e instanceof DataException
        || e instanceof CheckpointException
        || e instanceof NanLossDuringTrainingException
        || e instanceof SummaryException
        || e instanceof ExportException
        || e instanceof SavedModelException
        || e instanceof CommandException;
  }
}
