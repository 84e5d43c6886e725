package io.github.tfestimator.cnn.cli;

import io.github.tfestimator.checkpoint.CheckpointException;
import io.github.tfestimator.cnn.report.ReportException;
import io.github.tfestimator.distribute.ClusterException;
import io.github.tfestimator.distribute.PeerLostException;
import io.github.tfestimator.export.ExportException;
import io.github.tfestimator.hooks.NanLossDuringTrainingException;
import io.github.tfestimator.input.DataException;
import io.github.tfestimator.io.AtomicFiles;
import io.github.tfestimator.savedmodel.DeviceFailure;
import io.github.tfestimator.savedmodel.SavedModelException;
import io.github.tfestimator.server.ServerException;
import io.github.tfestimator.summary.SummaryException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tensorflow.exceptions.TFInvalidArgumentException;
import org.tensorflow.exceptions.TFUnimplementedException;
import org.tensorflow.exceptions.TensorFlowException;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** The messages that errors give the user. */
final class ErrorMessages {
  /** The form of the library's complaints: {@code batchSize (0) must be ...}. */
  private static final Pattern COMPLAINT = Pattern.compile("([\\w ]+)( \\(.*)", Pattern.DOTALL);

  private static final Pattern CONSTANTS =
      Pattern.compile("expected one of \\[([A-Z0-9_, ]+)] \\(case-insensitive\\)");

  private static final long MEBIBYTE = 1 << 20;
  private static final long GIBIBYTE = 1 << 30;

  private ErrorMessages() {}

  /** Returns the message for a command line that can't be parsed. */
  static String of(CommandLine.ParameterException e) {
    boolean wantsCommand = !e.getCommandLine().getSubcommands().isEmpty();
    if (wantsCommand
        && e instanceof CommandLine.UnmatchedArgumentException unmatched
        && !unmatched.isUnknownOption()) {
      return "There is no command '%s'.".formatted(unmatched.getUnmatched().get(0));
    }
    return plain(e.getMessage());
  }

  /** Returns picocli's message with values and types as the help writes them. */
  private static String plain(String message) {
    return CONSTANTS
        .matcher(message)
        .replaceFirst(names -> "expected one of " + names.group(1).toLowerCase(Locale.ROOT))
        .replaceFirst("option option '", "option '")
        .replaceFirst("' is not an? (int|long)$", "' is not a whole number")
        .replaceFirst("' is not a (float|double)$", "' is not a number");
  }

  /**
   * Returns the library's complaint about an argument in the command line's words: {@code
   * --batch-size} for {@code batchSize}, if the command has that option.
   */
  static String withOptions(String complaint, CommandSpec command) {
    Matcher matcher = COMPLAINT.matcher(String.valueOf(complaint));
    if (!matcher.matches()) {
      return complaint;
    }
    String option = option(matcher.group(1));
    return command.findOption(option) == null ? complaint : option + matcher.group(2);
  }

  private static String option(String argument) {
    return switch (argument) {
      case "every_n_iter" -> "--log-every";
      case "globalSteps" -> "--profile";
      case "conv filters" -> "--conv";
      case "kernel size" -> "--kernel";
      case "dense units" -> "--dense";
      default ->
          "--"
              + argument
                  .replaceAll("[ _]", "-")
                  .replaceAll("([a-z])([A-Z])", "$1-$2")
                  .toLowerCase(Locale.ROOT);
    };
  }

  /**
   * Tells whether TensorFlow threw an exception. Of an argument of an op it is an
   * IllegalArgumentException, but nothing that the command line says.
   */
  static boolean isOfTensorFlow(Throwable e) {
    return e instanceof TensorFlowException
        || e instanceof TFInvalidArgumentException
        || e instanceof TFUnimplementedException;
  }

  /** Returns the message for a command that failed. */
  static String of(Throwable e) {
    if (isForTheUser(e)) {
      return e.getMessage();
    }
    String reason = AtomicFiles.reason(e);
    if (isOfTensorFlow(e)) {
      Optional<String> device = DeviceFailure.explain(reason);
      if (device.isPresent()) {
        return device.get();
      }
      return "TensorFlow failed: %s. --verbose shows where.".formatted(reason);
    }
    if (e instanceof OutOfMemoryError) {
      return outOfMemory(reason, Runtime.getRuntime().maxMemory());
    }
    if (e instanceof LinkageError) {
      return "TensorFlow's native library can't be loaded (%s): build with the natives of this platform, by -Dtf.natives in CNN_MAVEN_ARGS; scripts/cnn doctor says more."
          .formatted(reason);
    }
    return "unexpected error: %s. --verbose shows where.".formatted(e);
  }

  /**
   * Returns the message for a heap that is full.
   *
   * @param heap the largest size of the heap, in bytes
   */
  static String outOfMemory(String reason, long heap) {
    return "out of memory (%s): Java's heap may take %d MiB. Give it more, as by CNN_JAVA_ARGS=-Xmx%dg, or take a smaller network, --batch-size or data set."
        .formatted(reason, heap / MEBIBYTE, 4 * heap / GIBIBYTE + 1);
  }

  private static boolean isForTheUser(Throwable e) {
    return e instanceof DataException
        || e instanceof CheckpointException
        || e instanceof NanLossDuringTrainingException
        || e instanceof SummaryException
        || e instanceof ExportException
        || e instanceof SavedModelException
        || e instanceof ServerException
        || e instanceof ReportException
        || e instanceof CommandException
        || e instanceof ClusterException
        || e instanceof PeerLostException;
  }
}
