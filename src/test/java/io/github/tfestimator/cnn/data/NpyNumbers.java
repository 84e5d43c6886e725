package io.github.tfestimator.cnn.data;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A second reader of NumPy's arrays, for fuzzing: it takes the header as a Python dict from its
 * first character to its last, and makes numbers of bytes one by one.
 */
final class NpyNumbers {
  private final String text;
  private int at;

  private NpyNumbers(String text) {
    this.text = text;
  }

  /** Reads a file; nothing of a header that isn't as NumPy writes them. */
  static Optional<double[]> read(byte[] file) {
    try {
      int lengthBytes = file[6] == 1 ? 2 : 4;
      int length = (int) whole(file, 8, lengthBytes, false);
      int start = 8 + lengthBytes + length;
      String header = new String(file, 8 + lengthBytes, length, StandardCharsets.ISO_8859_1);
      Map<String, String> fields = new NpyNumbers(header.strip()).fields();
      boolean isPlain =
          fields.keySet().equals(Set.of("descr", "fortran_order", "shape"))
              && fields.get("fortran_order").equals("False");
      return isPlain ? Optional.of(numbers(file, start, fields.get("descr"))) : Optional.empty();
    } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static double[] numbers(byte[] file, int start, String descr) {
    boolean isBigEndian = descr.charAt(0) == '>';
    int size = descr.charAt(2) - '0';
    double[] numbers = new double[(file.length - start) / size];
    Arrays.setAll(
        numbers,
        i -> {
          long bits = whole(file, start + i * size, size, isBigEndian);
          int unused = 64 - 8 * size;
          return switch (descr.charAt(1)) {
            case 'u', 'b' -> bits;
            case 'i' -> bits << unused >> unused;
            case 'f' ->
                0.0
                    + (size == 4
                        ? Float.intBitsToFloat((int) bits)
                        : Double.longBitsToDouble(bits));
            default -> throw new IllegalArgumentException(descr);
          };
        });
    return numbers;
  }

  private static long whole(byte[] file, int start, int size, boolean isBigEndian) {
    long value = 0;
    for (int i = 0; i < size; i++) {
      int place = isBigEndian ? start + i : start + size - 1 - i;
      value = value * 256 + (file[place] & 0xff);
    }
    return value;
  }

  private Map<String, String> fields() {
    var fields = new HashMap<String, String>();
    expect('{');
    while (peek() != '}') {
      String name = string();
      expect(':');
      if (fields.put(name, value()) != null) {
        throw new IllegalArgumentException("Python takes the last of two " + name);
      }
      if (peek() == ',') {
        expect(',');
      }
    }
    expect('}');
    if (at != text.length()) {
      throw new IllegalArgumentException("Something follows");
    }
    return fields;
  }

  private String value() {
    if (peek() == '\'') {
      return string();
    }
    int start = at;
    at = peek() == '(' ? text.indexOf(')', at) + 1 : at + (text.startsWith("True", at) ? 4 : 5);
    return text.substring(start, at).strip();
  }

  private String string() {
    expect('\'');
    int start = at;
    at = text.indexOf('\'', at);
    return text.substring(start, at++);
  }

  private char peek() {
    while (Character.isWhitespace(text.charAt(at))) {
      at++;
    }
    return text.charAt(at);
  }

  private void expect(char expected) {
    if (peek() != expected) {
      throw new IllegalArgumentException("No " + expected);
    }
    at++;
  }
}
