package io.github.tfestimator.cli;

import io.github.tfestimator.hooks.EarlyStoppingHook;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A rule of {@code --early-stop}.
 *
 * @param when {@code no-increase}, {@code no-decrease}, {@code higher} or {@code lower}
 * @param metric of the evaluations, such as {@code accuracy}
 * @param limit steps without improvement, or the value to be passed
 */
record EarlyStop(String when, String metric, double limit) {
  private static final Pattern RULE =
      Pattern.compile("(no-increase|no-decrease|higher|lower):([^:]+):([^:]+)");

  static EarlyStop parse(String rule) {
    Matcher matcher = RULE.matcher(rule);
    if (matcher.matches()) {
      String limit = matcher.group(3);
      try {
        return new EarlyStop(
            matcher.group(1),
            matcher.group(2),
            matcher.group(1).startsWith("no-") ? steps(limit) : Double.parseDouble(limit));
      } catch (NumberFormatException e) {
        // As wrong as any other.
      }
    }
    throw new IllegalArgumentException(
        "early stop ("
            + rule
            + ") must be like no-increase:accuracy:2000 or no-decrease:loss:2000, which count steps,"
            + " higher:accuracy:0.98 or lower:loss:0.05");
  }

  private static long steps(String limit) {
    long steps = Long.parseLong(limit);
    if (steps < 1) {
      throw new NumberFormatException();
    }
    return steps;
  }

  EarlyStoppingHook hook(Path evalDir) {
    return switch (when) {
      case "no-increase" -> EarlyStoppingHook.stopIfNoIncrease(evalDir, metric, (long) limit);
      case "no-decrease" -> EarlyStoppingHook.stopIfNoDecrease(evalDir, metric, (long) limit);
      case "higher" -> EarlyStoppingHook.stopIfHigher(evalDir, metric, limit);
      default -> EarlyStoppingHook.stopIfLower(evalDir, metric, limit);
    };
  }
}
