package io.github.tfestimator.input;

import java.lang.invoke.MethodType;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.tensorflow.ndarray.BooleanNdArray;
import org.tensorflow.ndarray.ByteNdArray;
import org.tensorflow.ndarray.DoubleNdArray;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.IntNdArray;
import org.tensorflow.ndarray.LongNdArray;
import org.tensorflow.ndarray.NdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.proto.DataType;

/**
 * Conversions between Java's arrays of any rank, such as {@code float[][]} and {@code String[]},
 * and {@link NdArray}s. Nothing is converted from one type of number to another.
 */
public final class JavaArrays {
  private static final Map<DataType, Class<?>> ELEMENTS =
      Map.of(
          DataType.DT_FLOAT, float.class,
          DataType.DT_DOUBLE, double.class,
          DataType.DT_INT32, int.class,
          DataType.DT_INT64, long.class,
          DataType.DT_UINT8, byte.class,
          DataType.DT_BOOL, boolean.class,
          DataType.DT_STRING, byte[].class);

  private JavaArrays() {}

  /**
   * Tells whether tensors of a type can be made of Java arrays, and the other way round.
   *
   * @param dtype of the elements
   * @return whether it is float32, float64, int32, int64, uint8, bool or string
   */
  public static boolean isSupported(DataType dtype) {
    return ELEMENTS.containsKey(dtype);
  }

  /** Returns the class of one element; {@code byte[]} for strings. */
  static Class<?> elementClass(DataType dtype) {
    if (!isSupported(dtype)) {
      throw new IllegalArgumentException(
          "There are no Java arrays of the type %s here; use tensors".formatted(dtype));
    }
    return ELEMENTS.get(dtype);
  }

  /** Returns the type of a tensor of such elements. */
  static Optional<DataType> dtype(Class<?> element) {
    Class<?> type =
        element == String.class
            ? byte[].class
            : MethodType.methodType(element).unwrap().returnType();
    return ELEMENTS.entrySet().stream()
        .filter(entry -> entry.getValue() == type)
        .map(Map.Entry::getKey)
        .findFirst();
  }

  /**
   * Makes an {@link NdArray} of a Java value.
   *
   * @param dtype of the elements, as uint8 and string both take a {@code byte[]}: one is a row of
   *     numbers, the other one string
   * @param value an element, a Java array of elements of any rank, or an NdArray. Strings are
   *     {@code byte[]} or {@code String}
   * @return a copy, with strings as {@code byte[]} objects; an NdArray of numbers as it is
   * @throws IllegalArgumentException if the value is of another type, ragged, or has a null in it.
   *     The message says what it is, to be put into a sentence: "a float[][] that is ragged, with 2
   *     beside 3: give all rows one length"
   */
  public static NdArray<?> toNdArray(DataType dtype, Object value) {
    if (!(value instanceof NdArray<?> array)) {
      FlatArray flat = FlatArray.of(dtype, value);
      return wrap(flat.elements(), flat.shape());
    }
    elementClass(dtype);
    DataType actual = TensorSpec.dtypeOf(array);
    if (actual != dtype) {
      throw new IllegalArgumentException(
          "an array of %s %s".formatted(TensorSpec.name(actual), array.shape()));
    }
    return dtype == DataType.DT_STRING ? wrap(flatten(array), array.shape()) : array;
  }

  /**
   * Makes an {@link NdArray} of values that lie row after row in one array.
   *
   * @param values such as {@code float[]} or {@code String[]}
   * @param shape as large as the array is long
   * @return the same values, not copied
   * @throws IllegalArgumentException if no tensor can have such values
   */
  public static NdArray<?> wrap(Object values, Shape shape) {
    if (values instanceof float[] floats) {
      return NdArrays.wrap(shape, DataBuffers.of(floats, false, false));
    } else if (values instanceof double[] doubles) {
      return NdArrays.wrap(shape, DataBuffers.of(doubles, false, false));
    } else if (values instanceof int[] ints) {
      return NdArrays.wrap(shape, DataBuffers.of(ints, false, false));
    } else if (values instanceof long[] longs) {
      return NdArrays.wrap(shape, DataBuffers.of(longs, false, false));
    } else if (values instanceof byte[] bytes) {
      return NdArrays.wrap(shape, DataBuffers.of(bytes, false, false));
    } else if (values instanceof boolean[] booleans) {
      return NdArrays.wrap(shape, DataBuffers.of(booleans, false, false));
    } else if (values instanceof String[] strings) {
      return NdArrays.wrap(shape, DataBuffers.of(strings, false, false));
    } else if (values instanceof byte[][] strings) {
      return NdArrays.wrap(shape, DataBuffers.of(strings, false, false));
    }
    Objects.requireNonNull(values, "The values are null, but must be an array such as float[]");
    throw new IllegalArgumentException(
        "values (%s) must be floats, doubles, ints, longs, bytes, booleans or Strings"
            .formatted(values.getClass().getSimpleName()));
  }

  /**
   * Copies an {@link NdArray}'s values, row after row.
   *
   * @param array of floats, doubles, ints, longs, bytes, booleans, Strings or {@code byte[]}s
   * @return such as {@code float[]}; of strings the bytes, {@code byte[][]}, in UTF-8 if they were
   *     text
   * @throws IllegalArgumentException if it has more values than an array of Java, they are
   *     something else, or a string is null
   */
  public static Object flatten(NdArray<?> array) {
    TensorSpec.requireArray("array", array);
    if (array.size() > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          "array (of %d values) must have fewer than 2^31: give it in parts"
              .formatted(array.size()));
    }
    int size = (int) array.size();
    if (array instanceof FloatNdArray floats) {
      float[] values = new float[size];
      floats.copyTo(DataBuffers.of(values, false, false));
      return values;
    } else if (array instanceof DoubleNdArray doubles) {
      double[] values = new double[size];
      doubles.copyTo(DataBuffers.of(values, false, false));
      return values;
    } else if (array instanceof IntNdArray ints) {
      int[] values = new int[size];
      ints.copyTo(DataBuffers.of(values, false, false));
      return values;
    } else if (array instanceof LongNdArray longs) {
      long[] values = new long[size];
      longs.copyTo(DataBuffers.of(values, false, false));
      return values;
    } else if (array instanceof ByteNdArray bytes) {
      byte[] values = new byte[size];
      bytes.copyTo(DataBuffers.of(values, false, false));
      return values;
    } else if (array instanceof BooleanNdArray booleans) {
      boolean[] values = new boolean[size];
      booleans.copyTo(DataBuffers.of(values, false, false));
      return values;
    }
    TensorSpec.dtypeOf(array);
    return array.streamOfObjects().map(JavaArrays::bytes).toArray(byte[][]::new);
  }

  /**
   * Returns an array's strings as text, such as the classes that a model predicts.
   *
   * @param strings of any rank
   * @return the strings, row after row, decoded as UTF-8
   * @throws IllegalArgumentException if they are no strings
   */
  public static String[] toStrings(NdArray<?> strings) {
    if (TensorSpec.dtypeOf(strings) != DataType.DT_STRING) {
      throw new IllegalArgumentException(
          "array (of %s) must be of strings"
              .formatted(TensorSpec.name(TensorSpec.dtypeOf(strings))));
    }
    return Arrays.stream((byte[][]) flatten(strings))
        .map(string -> new String(string, StandardCharsets.UTF_8))
        .toArray(String[]::new);
  }

  /** Returns a string's bytes, of a text in UTF-8. */
  static byte[] bytes(Object string) {
    if (string instanceof byte[] bytes) {
      return bytes;
    } else if (string instanceof String text) {
      return text.getBytes(StandardCharsets.UTF_8);
    }
    throw new IllegalArgumentException(
        "an array of strings with a %s in it: give every element a value"
            .formatted(string == null ? "null" : string.getClass().getSimpleName()));
  }
}
