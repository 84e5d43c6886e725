package io.github.tfestimator.cnn.cli;

import io.github.tfestimator.hooks.EarlyStoppingHook;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The parser of the rules of {@code --early-stop}. */
final class EarlyStop {
  /** A rule, of the metrics that the network's evaluations have. */
  private static final Pattern RULE =
      Pattern.compile(
          "(no-increase|no-decrease|higher|lower):(accuracy|loss|average_loss):([-+.\\deE]+)");

  private EarlyStop() {}

  /** Returns the hook that a rule asks for; an IllegalArgumentException if it is no rule. */
  static EarlyStoppingHook hook(String rule, Path evalDir) {
    Matcher matcher = RULE.matcher(rule);
    if (matcher.matches()) {
      try {
        return hook(matcher.group(1), evalDir, matcher.group(2), matcher.group(3));
      } catch (IllegalArgumentException e) {
        // Refused below, as any other text that is no rule.
      }
    }
    throw new IllegalArgumentException(
        "early stop ("
            + rule
            + ") must be like no-increase:accuracy:2000 or no-decrease:loss:2000, which count steps,"
            + " higher:accuracy:0.98 or lower:loss:0.05, of accuracy, loss or average_loss");
  }

  private static EarlyStoppingHook hook(String when, Path evalDir, String metric, String limit) {
    return switch (when) {
      case "no-increase" ->
          EarlyStoppingHook.stopIfNoIncrease(evalDir, metric, Long.parseLong(limit));
      case "no-decrease" ->
          EarlyStoppingHook.stopIfNoDecrease(evalDir, metric, Long.parseLong(limit));
      case "higher" -> EarlyStoppingHook.stopIfHigher(evalDir, metric, Double.parseDouble(limit));
      case "lower" -> EarlyStoppingHook.stopIfLower(evalDir, metric, Double.parseDouble(limit));
      default -> throw new IllegalStateException(when);
    };
  }
}
