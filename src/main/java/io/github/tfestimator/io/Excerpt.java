package io.github.tfestimator.io;

/** The beginning of a text, for messages: what a file or a client holds may be of any length. */
public final class Excerpt {
  private static final int MAX_LENGTH = 200;

  private Excerpt() {}

  /**
   * Returns the beginning of a text.
   *
   * @param text any text
   * @return the text on one line if it has at most 200 characters, or else so many, and "..."
   */
  public static String of(String text) {
    String line = text.strip().replaceAll("\\s+", " ");
    return line.length() <= MAX_LENGTH ? line : line.substring(0, MAX_LENGTH) + "...";
  }
}
