package io.github.tfestimator.server;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
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

  private static final Pattern PLAIN = Pattern.compile("[^\"\\\\\\x00-\\x1f]*+");
  private static final Pattern HEXADECIMAL = Pattern.compile("[0-9a-fA-F]{4}");

  /** The bytes on the heap of a string, list or half a map, with its place in another. */
  private static final int VALUE_BYTES = 96;

  private static final int NUMBER_BYTES = 32;
  private static final int BYTES_TAKEN_TOGETHER = 1 << 16;

  private final JsonCursor in;
  private final LongConsumer memory;
  private long untaken;
  private int depth;

  private JsonReader(String text, LongConsumer memory) {
    in = new JsonCursor(text);
    this.memory = memory;
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
      reader.in.skip(BYTE_ORDER_MARK);
      return reader.value();
    } catch (CharacterCodingException e) {
      throw ApiException.invalid("The body is no JSON: it isn't UTF-8");
    }
  }

  private Object value() {
    in.skipSpace();
    char first = in.peek();
    return switch (first) {
      case '{' -> object();
      case '[' -> array();
      case '"' -> string();
      case 't' -> literal("true", true);
      case 'f' -> literal("false", false);
      case 'n' -> literal("null", null);
      case 'N' -> literal("NaN", Double.NaN);
      case 'I' ->
          in.startsWith("Infinity")
              ? literal("Infinity", Double.POSITIVE_INFINITY)
              : literal("Inf", Double.POSITIVE_INFINITY);
      default -> number();
    };
  }

  private Map<String, Object> object() {
    enter();
    take(2 * VALUE_BYTES);
    Map<String, Object> members = new LinkedHashMap<>();
    in.skipSpace();
    if (!in.skip('}')) {
      do {
        in.skipSpace();
        String key = in.peek() == '"' ? string() : in.expected("a name in quotes");
        in.skipSpace();
        in.expect(':');
        Object value = value();
        if (!members.containsKey(key)) {
          members.put(key, value);
        }
        in.skipSpace();
      } while (in.skip(','));
      in.expect('}');
    }
    depth--;
    return members;
  }

  private List<Object> array() {
    enter();
    take(VALUE_BYTES);
    List<Object> elements = new ArrayList<>();
    in.skipSpace();
    if (!in.skip(']')) {
      do {
        elements.add(value());
        in.skipSpace();
      } while (in.skip(','));
      in.expect(']');
    }
    depth--;
    return elements;
  }

  private void enter() {
    in.skip();
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
    in.skip();
    var content = new StringBuilder();
    while (true) {
      content.append(in.next(PLAIN, "text"));
      char end = in.peek();
      if (end < ' ') {
        in.expected("no control character in a string; escape it");
      }
      in.skip();
      if (end == '"') {
        return content.toString();
      }
      escape(content);
    }
  }

  private void escape(StringBuilder content) {
    char kind = in.peek();
    in.skip();
    switch (kind) {
      case '"', '\\', '/' -> content.append(kind);
      case 'b' -> content.append('\b');
      case 'f' -> content.append('\f');
      case 'n' -> content.append('\n');
      case 'r' -> content.append('\r');
      case 't' -> content.append('\t');
      case 'u' -> codePoint(content);
      default -> in.expected("an escape such as \\n or \\u00e9");
    }
  }

  private void codePoint(StringBuilder content) {
    char unit = codeUnit();
    content.append(unit);
    if (Character.isHighSurrogate(unit) && in.left() >= "\\u0000".length() && in.skip("\\u")) {
      char low = codeUnit();
      if (Character.isLowSurrogate(low)) {
        content.append(low);
        return;
      }
    }
    if (Character.isSurrogate(unit)) {
      in.expected("a pair of surrogates");
    }
  }

  private char codeUnit() {
    return (char) Integer.parseInt(in.next(HEXADECIMAL, "four hexadecimal digits"), 16);
  }

  private Object number() {
    if (in.startsWith("-I") || in.startsWith("-N")) {
      in.skip();
      return -(Double) value();
    }
    // By hand, as a regular expression takes three times as long for a body of pixels.
    int start = in.position();
    in.skip('-');
    if (!in.skip('0')) {
      in.skipDigits("a value");
    }
    boolean isInteger = true;
    if (in.skip('.')) {
      in.skipDigits("a digit");
      isInteger = false;
    }
    if (in.skip('e') || in.skip('E')) {
      if (!in.skip('+')) {
        in.skip('-');
      }
      in.skipDigits("a digit");
      isInteger = false;
    }
    take(NUMBER_BYTES);
    if (isInteger && in.position() - start <= MAX_INTEGER_LENGTH) {
      try {
        return in.integerSince(start);
      } catch (NumberFormatException e) {
        // Too large for an integer, but fine for a float.
      }
    }
    double value = Double.parseDouble(in.since(start));
    if (Double.isInfinite(value)) {
      in.expected("a number below 1.8e308");
    }
    return value;
  }

  private <T> T literal(String token, T value) {
    if (!in.skip(token)) {
      in.expected("a value");
    }
    return value;
  }
}
