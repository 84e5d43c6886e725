package io.github.tfestimator.benchmark;

/**
 * The answer of a worker process to a command.
 *
 * @param values seconds, or numbers that were asked for
 * @param text versions, or what went wrong
 * @param failed whether the command failed
 */
public record Answer(double[] values, String text, boolean failed) {
  /** Returns an answer of numbers; of none if all is said by the end of the work. */
  public static Answer of(double... values) {
    return new Answer(values, "", false);
  }

  /** Returns an answer of text. */
  public static Answer of(String text) {
    return new Answer(new double[0], text, false);
  }
}
