package io.github.tfestimator.server;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A reader of JSON as TensorFlow Serving reads it, which is RapidJSON's dialect: strict but for
 * NaN, Infinity and Inf; the first of equal keys counts; a byte order mark and what follows the
 * value are skipped. No library on the JVM reads exactly this. Objects become maps, arrays lists,
 * numbers {@code Long} if they are integers of 64 bits and {@code Double} otherwise.
 */
final class JsonReader {
  /** TensorFlow's tensors have at most 254 dimensions, and no request needs that many. */
  private static final int MAX_DEPTH = 128;

  private static final char BYTE_ORDER_MARK = '\uFEFF';

  private static final Pattern NUMBER =
      Pattern.compile("-?(?:0|[1-9]\\d*)(\\.\\d+)?([eE][+-]?\\d+)?");

  private static final Pattern HEXADECIMAL = Pattern.compile("[0-9a-fA-F]{4}");

  private final String text;
  private int position;
  private int depth;

  private JsonReader(String text) {
    this.text = text;
  }

  /**
   * Reads the first value of a body.
   *
   * @return a map, a list, a string, a number, a boolean or null
   * @throws ApiException if it is no JSON in UTF-8
   */
  static Object read(byte[] body) {
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
    } catch (CharacterCodingException e) {
      throw ApiException.invalid("The body is no JSON: it isn't UTF-8");
    }
    var reader = new JsonReader(text);
    if (!text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK) {
      reader.position = 1;
    }
    return reader.value();
  }

  private Object value() {
    skipSpace();
    char first = peek();
    return switch (first) {
      case '{' -> object();
      case '[' -> array();
      case '"' -> string();
      case 't' -> literal("true", true);
      case 'f' -> literal("false", false);
      case 'n' -> literal("null", null);
      case 'N' -> literal("NaN", Double.NaN);
      case 'I' ->
          text.startsWith("Infinity", position)
              ? literal("Infinity", Double.POSITIVE_INFINITY)
              : literal("Inf", Double.POSITIVE_INFINITY);
      default -> number();
    };
  }

  private Map<String, Object> object() {
    enter();
    Map<String, Object> members = new LinkedHashMap<>();
    skipSpace();
    if (!skip('}')) {
      do {
        skipSpace();
        String key = peek() == '"' ? string() : expected("a name in quotes");
        skipSpace();
        expect(':');
        Object value = value();
        if (!members.containsKey(key)) {
          members.put(key, value);
        }
        skipSpace();
      } while (skip(','));
      expect('}');
    }
    depth--;
    return members;
  }

  private List<Object> array() {
    enter();
    List<Object> elements = new ArrayList<>();
    skipSpace();
    if (!skip(']')) {
      do {
        elements.add(value());
        skipSpace();
      } while (skip(','));
      expect(']');
    }
    depth--;
    return elements;
  }

  private void enter() {
    position++;
    if (++depth > MAX_DEPTH) {
      throw ApiException.invalid("The body has more than %d levels of brackets", MAX_DEPTH);
    }
  }

  private String string() {
    position++;
    int start = position;
    while (true) {
      char next = printable();
      if (next == '"') {
        return text.substring(start, position++);
      }
      if (next == '\\') {
        return escapedString(start);
      }
      position++;
    }
  }

  private String escapedString(int start) {
    var content = new StringBuilder().append(text, start, position);
    while (true) {
      char next = printable();
      position++;
      if (next == '"') {
        return content.toString();
      }
      if (next == '\\') {
        escape(content);
      } else {
        content.append(next);
      }
    }
  }

  private char printable() {
    if (peek() < ' ') {
      expected("no control character in a string; escape it");
    }
    return peek();
  }

  private void escape(StringBuilder content) {
    char kind = peek();
    position++;
    switch (kind) {
      case '"', '\\', '/' -> content.append(kind);
      case 'b' -> content.append('\b');
      case 'f' -> content.append('\f');
      case 'n' -> content.append('\n');
      case 'r' -> content.append('\r');
      case 't' -> content.append('\t');
      case 'u' -> codePoint(content);
      default -> expected("an escape such as \\n or \\u00e9");
    }
  }

  private void codePoint(StringBuilder content) {
    char unit = codeUnit();
    content.append(unit);
    if (Character.isHighSurrogate(unit)
        && text.startsWith("\\u", position)
        && position + 6 <= text.length()) {
      position += 2;
      char low = codeUnit();
      if (Character.isLowSurrogate(low)) {
        content.append(low);
        return;
      }
    }
    if (Character.isSurrogate(unit)) {
      expected("a pair of surrogates");
    }
  }

  private char codeUnit() {
    Matcher digits = HEXADECIMAL.matcher(text).region(position, text.length());
    if (!digits.lookingAt()) {
      expected("four hexadecimal digits");
    }
    position = digits.end();
    return (char) Integer.parseInt(digits.group(), 16);
  }

  private Object number() {
    if (text.startsWith("-I", position) || text.startsWith("-N", position)) {
      position++;
      return -(Double) value();
    }
    Matcher number = NUMBER.matcher(text).region(position, text.length());
    if (!number.lookingAt()) {
      expected("a value");
    }
    position = number.end();
    if (number.group(1) == null && number.group(2) == null) {
      try {
        return Long.parseLong(number.group());
      } catch (NumberFormatException e) {
        // Too large for an integer, but fine for a float.
      }
    }
    double value = Double.parseDouble(number.group());
    if (Double.isInfinite(value)) {
      expected("a number below 1.8e308");
    }
    return value;
  }

  private <T> T literal(String token, T value) {
    if (!text.startsWith(token, position)) {
      expected("a value");
    }
    position += token.length();
    return value;
  }

  private void skipSpace() {
    while (position < text.length() && " \t\r\n".indexOf(text.charAt(position)) >= 0) {
      position++;
    }
  }

  private boolean skip(char wanted) {
    if (position < text.length() && text.charAt(position) == wanted) {
      position++;
      return true;
    }
    return false;
  }

  private void expect(char wanted) {
    if (!skip(wanted)) {
      expected("'" + wanted + "'");
    }
  }

  private char peek() {
    if (position >= text.length()) {
      throw ApiException.invalid("The body is no JSON: it ends after %d characters", position);
    }
    return text.charAt(position);
  }

  private String expected(String what) {
    throw ApiException.invalid(
        "The body is no JSON: at character %d there should be %s", position + 1, what);
  }
}
