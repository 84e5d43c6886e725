package io.github.tfestimator.io;

import java.util.regex.Pattern;

/** The beginning of a text, for messages: what a file or a client holds may be of any length. */
public final class Excerpt {
  private static final int MAX_LENGTH = 200;
  private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}\\x80-\\x9f]");

  private Excerpt() {}

  /**
   * Returns a message on one line, for names of files may hold ends of lines and the terminal's
   * control characters.
   *
   * @param message any text
   * @return the text with control characters as {@code \n} or {@code \x1b}
   */
  public static String escaped(String message) {
    return CONTROL
        .matcher(message)
        .replaceAll(
            match -> {
              char character = match.group().charAt(0);
              return character == '\n' ? "\\\\n" : "\\\\x%02x".formatted((int) character);
            });
  }

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
