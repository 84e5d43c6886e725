package io.github.tfestimator.cnn.cli;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Model.CommandSpec;

/** Says the library's complaints about arguments in the command line's words. */
final class OptionNames {
  /** How the library complains: {@code batchSize (0) must be ...}. */
  private static final Pattern COMPLAINT = Pattern.compile("([\\w ]+)( \\(.*)", Pattern.DOTALL);

  private OptionNames() {}

  /**
   * The message, with {@code --batch-size} for {@code batchSize} if the command has that option.
   */
  static String in(String message, CommandSpec command) {
    Matcher matcher = COMPLAINT.matcher(String.valueOf(message));
    if (!matcher.matches()) {
      return message;
    }
    String option = option(matcher.group(1));
    return command.findOption(option) == null ? message : option + matcher.group(2);
  }

  private static String option(String argument) {
    return switch (argument) {
      case "every_n_iter" -> "--log-every";
      case "globalSteps" -> "--profile";
      default ->
          "--"
              + argument
                  .replaceAll("[ _]", "-")
                  .replaceAll("([a-z])([A-Z])", "$1-$2")
                  .toLowerCase(Locale.ROOT);
    };
  }
}
