package io.github.tfestimator.cnn.data;

import io.github.tfestimator.input.DataException;
import io.github.tfestimator.io.Excerpt;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The header of an array that NumPy saved: its type, order and shape, written as a Python dict.
 * Nothing is evaluated, and objects are refused, as reading those runs code.
 *
 * @param type of the numbers
 * @param order of a number's bytes
 * @param shape the dimensions
 * @see <a href="https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html">NumPy's
 *     numpy.lib.format</a>
 */
record NpyHeader(NumberType type, ByteOrder order, int[] shape) {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final int MAX_LENGTH = 1 << 16;
  private static final Pattern DESCR = Pattern.compile("'descr'\\s*:\\s*('[^']*'|\\[.*?\\])");
  private static final Pattern FORTRAN = Pattern.compile("'fortran_order'\\s*:\\s*(True|False)");
  private static final Pattern SHAPE = Pattern.compile("'shape'\\s*:\\s*\\(([\\d,\\sL]*)\\)");

  /**
   * Reads a header.
   *
   * @param name what to call the array in errors
   * @param in the file, of which the numbers are left
   * @throws DataException if it is no header, or the array is of objects, of a type that is no
   *     number, or in Fortran's order
   */
  static NpyHeader read(String name, InputStream in) throws IOException {
    byte[] start = exactly(in, MAGIC.length + 2);
    if (!Arrays.equals(MAGIC, 0, MAGIC.length, start, 0, MAGIC.length)) {
      throw new DataException(name + " is no array of NumPy; save it anew by numpy.savez");
    }
    int size = start[MAGIC.length] == 1 ? 2 : 4;
    ByteBuffer length = ByteBuffer.wrap(exactly(in, size)).order(ByteOrder.LITTLE_ENDIAN);
    int bytes = size == 2 ? length.getShort() & 0xffff : length.getInt();
    if (bytes < 0 || bytes > MAX_LENGTH) {
      throw new DataException(
          "%s has a header of %d bytes, but NumPy's are of %d at most; save it anew by numpy.savez"
              .formatted(name, bytes, MAX_LENGTH));
    }
    String text = new String(exactly(in, bytes), StandardCharsets.UTF_8);
    String descr = field(name, DESCR, text).replace("'", "");
    requireNumbers(name, descr);
    if (field(name, FORTRAN, text).equals("True")) {
      throw new DataException(
          name + " is in Fortran's order; save numpy.ascontiguousarray(array) instead");
    }
    return new NpyHeader(
        NumberType.ofNumpy(descr.substring(1)).orElseThrow(),
        descr.startsWith(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN,
        shape(name, field(name, SHAPE, text)));
  }

  private static void requireNumbers(String name, String descr) {
    if (descr.contains("O")) {
      throw new DataException(
          "%s is of Python's objects (dtype %s), which are pickled, and unpickling can run code; save arrays of numbers, such as uint8"
              .formatted(name, descr.equals("|O") ? "object" : Excerpt.of(descr)));
    }
    if (!descr.matches("[<>|=].*") || NumberType.ofNumpy(descr.substring(1)).isEmpty()) {
      throw new DataException(
          "%s is of the type %s; save arrays of whole numbers, such as uint8"
              .formatted(name, Excerpt.of(descr)));
    }
  }

  private static int[] shape(String name, String text) {
    try {
      return Arrays.stream(text.replace("L", "").split(","))
          .map(String::strip)
          .filter(dimension -> !dimension.isEmpty())
          .mapToInt(Integer::parseInt)
          .toArray();
    } catch (NumberFormatException e) {
      throw new DataException(
          "%s has the shape (%s), which no array of images or labels has; save fewer examples"
              .formatted(name, Excerpt.of(text)),
          e);
    }
  }

  private static String field(String name, Pattern pattern, String header) {
    Matcher matcher = pattern.matcher(header);
    if (!matcher.find()) {
      throw new DataException(
          "%s has a damaged header (%s); save it anew by numpy.savez"
              .formatted(name, Excerpt.of(header.strip())));
    }
    return matcher.group(1);
  }

  private static byte[] exactly(InputStream in, int count) throws IOException {
    byte[] bytes = in.readNBytes(count);
    if (bytes.length < count) {
      throw new EOFException("it ends within its header");
    }
    return bytes;
  }
}
