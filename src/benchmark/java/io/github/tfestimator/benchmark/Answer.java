package io.github.tfestimator.benchmark;

/**
 * The answer of a worker process to a command, a line of JSON.
 *
 * @param values seconds, or numbers that were asked for
 * @param text versions, or what went wrong
 * @param failed whether the command failed
 */
public record Answer(double[] values, String text, boolean failed) {
  /**
   * @param values the answer's numbers, none if there is nothing to say but that it is done
   * @return the answer
   */
  public static Answer of(double... values) {
    return new Answer(values, "", false);
  }

  /**
   * @param text the answer's words
   * @return the answer
   */
  public static Answer of(String text) {
    return new Answer(new double[0], text, false);
  }
}
