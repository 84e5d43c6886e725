package io.github.tfestimator.input;

import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.List;
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

/**
 * Java's arrays of any rank, such as {@code float[][]} and {@code String[]}, and {@link NdArray}s:
 * the one as the other.
 */
public final class JavaArrays {
  private JavaArrays() {}

  /**
   * Makes an {@link NdArray} of a Java array.
   *
   * @param name what the array is called in an error, such as {@code feature "x"}
   * @param array of any rank, of floats, doubles, ints, longs, bytes (taken as uint8), booleans or
   *     Strings; an NdArray is returned as it is
   * @return the values; of an array of rank 1 not a copy
   * @throws IllegalArgumentException if it is something else, or its rows differ in length
   */
  public static NdArray<?> toNdArray(String name, Object array) {
    if (array instanceof NdArray<?> given) {
      TensorSpec.dtypeOf(given);
      return given;
    }
    Shape shape = shape(name, array);
    return wrap(flatten(name, array, shape), shape);
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
    throw new IllegalArgumentException(
        "values (%s) must be floats, doubles, ints, longs, bytes, booleans or Strings"
            .formatted(values.getClass().getSimpleName()));
  }

  /**
   * Copies an {@link NdArray}'s values, row after row.
   *
   * @param array of floats, doubles, ints, longs, bytes, booleans, Strings or {@code byte[]}s
   * @return such as {@code float[]}, {@code String[]} or, of {@code byte[]} objects, {@code
   *     byte[][]}
   * @throws IllegalArgumentException if it has more values than an array of Java, or they are
   *     something else
   */
  public static Object flatten(NdArray<?> array) {
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
    List<Object> objects = new ArrayList<>(size);
    array.scalars().forEach(scalar -> objects.add(scalar.getObject()));
    return !objects.isEmpty() && objects.get(0) instanceof byte[]
        ? objects.toArray(byte[][]::new)
        : objects.toArray(String[]::new);
  }

  /** The lengths along the first elements, which all others must have too. */
  private static Shape shape(String name, Object array) {
    List<Long> sizes = new ArrayList<>();
    Object inner = array;
    while (inner != null && inner.getClass().isArray()) {
      int length = Array.getLength(inner);
      sizes.add((long) length);
      if (length == 0) {
        break;
      }
      inner = inner.getClass().getComponentType().isPrimitive() ? null : Array.get(inner, 0);
    }
    if (sizes.isEmpty()) {
      throw new IllegalArgumentException(
          "The %s is a %s, but must be an array"
              .formatted(name, array == null ? "null" : array.getClass().getSimpleName()));
    }
    return Shape.of(sizes.stream().mapToLong(Long::longValue).toArray());
  }

  private static Object flatten(String name, Object array, Shape shape) {
    if (shape.numDimensions() == 1) {
      return array;
    }
    Class<?> element = array.getClass();
    for (int i = 0; i < shape.numDimensions(); i++) {
      element = element.getComponentType();
    }
    if (element == null || element.isArray()) {
      throw new IllegalArgumentException(
          "The %s is a %s with the shape %s: rows without values have no shape"
              .formatted(name, array.getClass().getSimpleName(), shape));
    }
    Object values = Array.newInstance(element, Math.toIntExact(shape.size()));
    copy(name, array, shape, 0, values, 0);
    return values;
  }

  private static void copy(
      String name, Object from, Shape shape, int depth, Object values, int place) {
    int length = from == null ? 0 : Array.getLength(from);
    if (length != shape.get(depth)) {
      throw new IllegalArgumentException(
          "The %s is ragged: it has the shape %s, but a row of dimension %d has %d values"
              .formatted(name, shape, depth, length));
    }
    if (depth == shape.numDimensions() - 1) {
      System.arraycopy(from, 0, values, place, length);
      return;
    }
    int size = Math.toIntExact(shape.subShape(depth + 1, shape.numDimensions()).size());
    for (int i = 0; i < length; i++) {
      copy(name, Array.get(from, i), shape, depth + 1, values, place + i * size);
    }
  }
}
