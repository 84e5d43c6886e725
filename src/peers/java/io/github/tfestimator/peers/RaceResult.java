package io.github.tfestimator.peers;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The result of a contestant.
 *
 * @param accuracy on the 14,000 test images
 * @param steps how many it took
 * @param seconds from the start of its process to the end
 */
record RaceResult(double accuracy, int steps, double seconds) {
  /** The result that was aimed at. */
  static final double GOAL = 0.99;

  private static final Pattern PRINTED =
      Pattern.compile("\\{accuracy=([0-9.]+),.*global_step=([0-9]+)}");

  /**
   * Reads what a contestant printed, such as <code>{accuracy=0.99, global_step=1400}</code>.
   *
   * @throws IllegalArgumentException if there is no such line
   */
  static RaceResult of(String output, double seconds) {
    Matcher printed = PRINTED.matcher(output);
    if (!printed.find()) {
      throw new IllegalArgumentException("printed no accuracy, but '%s'".formatted(output.strip()));
    }
    return new RaceResult(
        Double.parseDouble(printed.group(1)), Integer.parseInt(printed.group(2)), seconds);
  }
}
