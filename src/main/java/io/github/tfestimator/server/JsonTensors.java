package io.github.tfestimator.server;

import io.github.tfestimator.input.JavaArrays;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.tensorflow.ndarray.NdArray;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.DataType;

/**
 * A conversion of JSON to arrays, by TensorFlow Serving's rules: floats take any number, integers
 * integer tokens only, of which those of 8 bits wrap around, and strings text or {@code {"b64":
 * "..."}}.
 */
final class JsonTensors {
  private static final String BASE64 = "b64";

  private final String input;
  private final DataType type;

  private JsonTensors(String input, DataType type) {
    this.input = input;
    this.type = type;
  }

  /**
   * Makes an array of a value.
   *
   * @param input the name, for messages
   * @param type of the elements, one that {@link JavaArrays#isSupported}
   * @param value an element, or lists of elements of any rank
   * @throws ApiException if it is ragged or has an element of another type
   */
  static NdArray<?> array(String input, DataType type, Object value) {
    return new JsonTensors(input, type).array(value);
  }

  /** Tells whether a value is an object that stands for bytes. */
  static boolean isBytes(Object value) {
    return value instanceof Map<?, ?> map && map.size() == 1 && map.containsKey(BASE64);
  }

  /**
   * Returns the bytes of a string.
   *
   * @param value text, or an object that {@link #isBytes}
   * @throws ApiException if it is neither, or no base64
   */
  static byte[] bytes(String input, Object value) {
    if (value instanceof String string) {
      return string.getBytes(StandardCharsets.UTF_8);
    }
    if (!isBytes(value)) {
      throw wrong(input, "text or {\"b64\": \"...\"}", value);
    }
    if (!(((Map<?, ?>) value).get(BASE64) instanceof String encoded)) {
      throw wrong(input, "a string of base64", ((Map<?, ?>) value).get(BASE64));
    }
    try {
      return Base64.getDecoder().decode(encoded.replaceAll("\\s", ""));
    } catch (IllegalArgumentException e) {
      throw ApiException.invalid(
          "The input %s has b64 that isn't base64 of the standard alphabet", input);
    }
  }

  private NdArray<?> array(Object value) {
    List<Integer> sizes = new ArrayList<>();
    Object first = value;
    while (first instanceof List<?> list) {
      sizes.add(list.size());
      if (list.isEmpty()) {
        break;
      }
      first = list.get(0);
    }
    if (value instanceof List<?> list) {
      requireShape(list, sizes, 0);
    }
    long count = 1;
    for (int size : sizes) {
      count *= size;
    }
    Object elements = newElements((int) count);
    fill(value, sizes.size(), elements, 0);
    return JavaArrays.wrap(
        elements, Shape.of(sizes.stream().mapToLong(Integer::longValue).toArray()));
  }

  private void requireShape(List<?> list, List<Integer> sizes, int level) {
    if (list.size() != sizes.get(level)) {
      throw ragged("lists of %d and %d values".formatted(sizes.get(level), list.size()));
    }
    if (level + 1 == sizes.size()) {
      // A list among the elements is noticed when they are converted.
      return;
    }
    for (Object element : list) {
      if (!(element instanceof List<?> deeper)) {
        throw besideLists();
      }
      requireShape(deeper, sizes, level + 1);
    }
  }

  private ApiException besideLists() {
    return ragged("values beside lists");
  }

  private ApiException ragged(String what) {
    return ApiException.invalid(
        "The input %s is ragged, with %s; it must be a tensor", input, what);
  }

  private Object newElements(int count) {
    return switch (type) {
      case DT_FLOAT -> new float[count];
      case DT_DOUBLE -> new double[count];
      case DT_INT32 -> new int[count];
      case DT_INT64 -> new long[count];
      case DT_UINT8 -> new byte[count];
      case DT_BOOL -> new boolean[count];
      case DT_STRING -> new byte[count][];
      default -> throw new IllegalArgumentException("No arrays of " + type);
    };
  }

  private int fill(Object value, int rank, Object elements, int index) {
    if (rank > 0) {
      int next = index;
      for (Object element : (List<?>) value) {
        next = fill(element, rank - 1, elements, next);
      }
      return next;
    }
    set(elements, index, value);
    return index + 1;
  }

  private void set(Object elements, int index, Object value) {
    switch (type) {
      case DT_FLOAT -> ((float[]) elements)[index] = (float) number(value);
      case DT_DOUBLE -> ((double[]) elements)[index] = number(value);
      case DT_INT32 -> ((int[]) elements)[index] = int32(value);
      case DT_INT64 -> ((long[]) elements)[index] = integer(value);
      case DT_UINT8 -> ((byte[]) elements)[index] = (byte) integer(value);
      case DT_BOOL -> ((boolean[]) elements)[index] = bool(value);
      default -> ((byte[][]) elements)[index] = string(value);
    }
  }

  private double number(Object value) {
    if (value instanceof Number number) {
      return number.doubleValue();
    }
    throw wrongElement("numbers", value);
  }

  private long integer(Object value) {
    if (value instanceof Long integer) {
      return integer;
    }
    throw wrongElement("integers", value);
  }

  private int int32(Object value) {
    long integer = integer(value);
    if (integer != (int) integer) {
      throw wrong(input, "integers of 32 bits", value);
    }
    return (int) integer;
  }

  private boolean bool(Object value) {
    if (value instanceof Boolean bool) {
      return bool;
    }
    throw wrongElement("true or false", value);
  }

  private byte[] string(Object value) {
    if (value instanceof List) {
      throw besideLists();
    }
    return bytes(input, value);
  }

  private ApiException wrongElement(String expected, Object value) {
    return value instanceof List ? besideLists() : wrong(input, expected, value);
  }

  private static ApiException wrong(String input, String expected, Object actual) {
    return ApiException.invalid("The input %s takes %s, not %s", input, expected, text(actual));
  }

  /** Returns a value as a message can hold it. */
  static String text(Object value) {
    if (value instanceof Map) {
      return "an object";
    }
    if (value instanceof List) {
      return "a list";
    }
    if (value instanceof String string) {
      return string.length() <= 40 ? '"' + string + '"' : '"' + string.substring(0, 40) + "...\"";
    }
    return String.valueOf(value);
  }
}
