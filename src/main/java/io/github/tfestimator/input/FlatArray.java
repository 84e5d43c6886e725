package io.github.tfestimator.input;

import java.lang.invoke.MethodType;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.ndarray.NdArray;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.DataType;

/**
 * The elements of an array of any rank, in one array of Java, row after row: a copy.
 *
 * @param dtype of a tensor of them
 * @param shape as large as there are elements
 * @param elements such as {@code float[]}; strings are {@code byte[][]}
 */
record FlatArray(DataType dtype, Shape shape, Object elements) {

  /**
   * Flattens an array, whose elements determine the type.
   *
   * @param name what the array is called in an error, such as {@code feature "x"}
   * @param array a Java array, or an {@link NdArray}
   * @throws IllegalArgumentException if it is something else, ragged, or has a null in it
   */
  static FlatArray of(String name, Object array) {
    if (array instanceof NdArray<?> given) {
      DataType dtype = TensorSpec.dtypeOf(name, given);
      return new FlatArray(dtype, given.shape(), JavaArrays.flatten(given));
    }
    Class<?> leaf = array == null ? Object.class : array.getClass();
    boolean isArray = leaf.isArray();
    while (leaf.isArray()) {
      leaf = leaf.getComponentType();
    }
    DataType dtype = JavaArrays.dtype(leaf).orElse(DataType.DT_INVALID);
    if (!isArray || dtype == DataType.DT_INVALID) {
      throw new IllegalArgumentException(
          "The %s is %s, but must be an array of floats, doubles, ints, longs, bytes, booleans or Strings"
              .formatted(name, array == null ? "null" : "a " + array.getClass().getSimpleName()));
    }
    try {
      return of(dtype, array);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("The %s is %s".formatted(name, e.getMessage()), e);
    }
  }

  /**
   * Flattens a Java value.
   *
   * @param dtype decides whether a {@code byte[]} is numbers or one string
   * @param value an element, or a Java array of them
   * @throws IllegalArgumentException as {@link JavaArrays#toNdArray} does
   */
  static FlatArray of(DataType dtype, Object value) {
    Class<?> element = JavaArrays.elementClass(dtype);
    if (value == null) {
      throw new IllegalArgumentException("null");
    }
    var copy = new Copy(element, value);
    copy.append(value, 0);
    return new FlatArray(dtype, copy.shape, copy.elements);
  }

  private static final class Copy {
    final Class<?> element;
    final Class<?> given;
    final Shape shape;
    final Object elements;
    int count;

    Copy(Class<?> element, Object value) {
      this.element = element;
      given = value.getClass();
      shape = Shape.of(sizes(value).stream().mapToLong(Integer::longValue).toArray());
      elements = Array.newInstance(element, Math.toIntExact(shape.size()));
    }

    /** The size of each dimension, along the first part of each. */
    private List<Integer> sizes(Object value) {
      List<Integer> sizes = new ArrayList<>();
      Object part = value;
      Class<?> kind = given;
      while (kind.isArray() && kind != element) {
        int size = part == null ? 0 : Array.getLength(part);
        sizes.add(size);
        kind = kind.getComponentType();
        part = size == 0 || kind.isPrimitive() ? null : Array.get(part, 0);
      }
      boolean isElement =
          MethodType.methodType(kind).unwrap().returnType() == element
              || (element == byte[].class && kind == String.class);
      if (!isElement) {
        throw new IllegalArgumentException("a " + given.getSimpleName());
      }
      return sizes;
    }

    void append(Object part, int dimension) {
      if (part == null) {
        throw wrong("with a null in it: give every element a value");
      }
      if (dimension == shape.numDimensions()) {
        Array.set(elements, count++, element.isPrimitive() ? part : JavaArrays.bytes(part));
        return;
      }
      int size = Array.getLength(part);
      if (size != shape.get(dimension)) {
        throw wrong(
            "that is ragged, with %d beside %d: give all rows one length"
                .formatted(size, shape.get(dimension)));
      }
      if (part.getClass().getComponentType() == element && element.isPrimitive()) {
        System.arraycopy(part, 0, elements, count, size);
        count += size;
        return;
      }
      for (int i = 0; i < size; i++) {
        append(Array.get(part, i), dimension + 1);
      }
    }

    private IllegalArgumentException wrong(String how) {
      return new IllegalArgumentException("a %s %s".formatted(given.getSimpleName(), how));
    }
  }
}
