package io.github.tfestimator.server;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
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

  private static final int MAX_INTEGER_LENGTH = "-9223372036854775808".length();

  private static final Pattern NUMBER =
      Pattern.compile("-?(?:0|[1-9]\\d*)(\\.\\d+)?([eE][+-]?\\d+)?");
  private static final Pattern PLAIN = Pattern.compile("[^\"\\\\\\x00-\\x1f]*+");
  private static final Pattern HEXADECIMAL = Pattern.compile("[0-9a-fA-F]{4}");

  /** The bytes on the heap of a string, list or half a map, with its place in another. */
  private static final int VALUE_BYTES = 96;

  private static final int NUMBER_BYTES = 32;
  private static final int BYTES_TAKEN_TOGETHER = 1 << 16;

  private final String text;
  private final LongConsumer memory;
  private final Matcher number;
  private long untaken;
  private int position;
  private int depth;

  private JsonReader(String text, LongConsumer memory) {
    this.text = text;
    this.memory = memory;
    number = NUMBER.matcher(text);
  }

  /**
   * Reads the first value of a body.
   *
   * @param memory takes the bytes that the values need: a small body may have many
   * @return a map, a list, a string, a number, a boolean or null
   * @throws ApiException if it is no JSON in UTF-8, or memory throws it
   */
  static Object read(byte[] body, LongConsumer memory) {
    // Characters have two bytes while they are decoded.
    memory.accept(2L * body.length);
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
      var reader = new JsonReader(text, memory);
      reader.skip(BYTE_ORDER_MARK);
      return reader.value();
    } catch (CharacterCodingException e) {
      throw ApiException.invalid("The body is no JSON: it isn't UTF-8");
    }
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
    take(2 * VALUE_BYTES);
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
    take(VALUE_BYTES);
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

  private void take(int bytes) {
    untaken += bytes;
    if (untaken >= BYTES_TAKEN_TOGETHER) {
      memory.accept(untaken);
      untaken = 0;
    }
  }

  private String string() {
    take(VALUE_BYTES);
    position++;
    var content = new StringBuilder();
    while (true) {
      content.append(next(PLAIN.matcher(text), "text").group());
      char end = peek();
      if (end < ' ') {
        expected("no control character in a string; escape it");
      }
      position++;
      if (end == '"') {
        return content.toString();
      }
      escape(content);
    }
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
    Matcher digits = next(HEXADECIMAL.matcher(text), "four hexadecimal digits");
    return (char) Integer.parseInt(digits.group(), 16);
  }

  private Object number() {
    if (text.startsWith("-I", position) || text.startsWith("-N", position)) {
      position++;
      return -(Double) value();
    }
    next(number, "a value");
    take(NUMBER_BYTES);
    boolean isInteger = number.start(1) == -1 && number.start(2) == -1;
    if (isInteger && number.end() - number.start() <= MAX_INTEGER_LENGTH) {
      try {
        return Long.parseLong(text, number.start(), number.end(), 10);
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

  private Matcher next(Matcher token, String what) {
    if (!token.region(position, text.length()).lookingAt()) {
      expected(what);
    }
    position = token.end();
    return token;
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

  private boolean skip(char expected) {
    if (position < text.length() && text.charAt(position) == expected) {
      position++;
      return true;
    }
    return false;
  }

  private void expect(char expected) {
    if (!skip(expected)) {
      expected("'" + expected + "'");
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
