package io.github.tfestimator.server;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A place in a JSON text, which goes on over what is expected there. */
final class JsonCursor {
  private final String text;
  private int position;

  JsonCursor(String text) {
    this.text = text;
  }

  int position() {
    return position;
  }

  /** Returns how many characters are left. */
  int left() {
    return text.length() - position;
  }

  /** Returns the text from an earlier position to this one. */
  String since(int start) {
    return text.substring(start, position);
  }

  /**
   * Returns the integer from an earlier position to this one.
   *
   * @throws NumberFormatException if it has more than 64 bits
   */
  long integerSince(int start) {
    return Long.parseLong(text, start, position, 10);
  }

  boolean startsWith(String token) {
    return text.startsWith(token, position);
  }

  /** Returns the next character, and stays before it. */
  char peek() {
    if (position >= text.length()) {
      throw ApiException.invalid("The body is no JSON: it ends after %d characters", position);
    }
    return text.charAt(position);
  }

  void skip() {
    position++;
  }

  /** Goes over a character if it is the next one, and returns whether it is. */
  boolean skip(char expected) {
    if (position < text.length() && text.charAt(position) == expected) {
      position++;
      return true;
    }
    return false;
  }

  boolean skip(String expected) {
    if (startsWith(expected)) {
      position += expected.length();
      return true;
    }
    return false;
  }

  void skipSpace() {
    while (position < text.length() && isSpace(text.charAt(position))) {
      position++;
    }
  }

  private static boolean isSpace(char character) {
    return character == ' ' || character == '\t' || character == '\r' || character == '\n';
  }

  /** Goes over one digit or more. */
  void skipDigits(String what) {
    int start = position;
    while (position < text.length() && isDigit(text.charAt(position))) {
      position++;
    }
    if (position == start) {
      expected(what);
    }
  }

  private static boolean isDigit(char character) {
    return '0' <= character && character <= '9';
  }

  void expect(char expected) {
    if (!skip(expected)) {
      expected("'" + expected + "'");
    }
  }

  /** Goes over a token and returns it. */
  String next(Pattern token, String what) {
    Matcher matcher = token.matcher(text);
    if (!matcher.region(position, text.length()).lookingAt()) {
      expected(what);
    }
    position = matcher.end();
    return matcher.group();
  }

  /** Throws that something else should be here. */
  String expected(String what) {
    throw ApiException.invalid(
        "The body is no JSON: at character %d there should be %s", position + 1, what);
  }
}
