package io.github.tfestimator.savedmodel;

import java.lang.invoke.MethodType;
import java.lang.reflect.Array;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.ndarray.NdArray;
import org.tensorflow.ndarray.Shape;

/** Java values of one element type and any number of dimensions, flattened. */
final class JavaArrays {
  private final ElementType type;
  private final Object whole;
  private final Shape shape;
  private final Object elements;
  private int count;

  private JavaArrays(ElementType type, Object value) {
    this.type = type;
    whole = value;
    shape = Shape.of(sizes().stream().mapToLong(Integer::longValue).toArray());
    elements = Array.newInstance(type.elementClass, Math.toIntExact(shape.size()));
  }

  /**
   * Converts a Java value.
   *
   * @param value an element, or an array of them, of any number of dimensions. Strings are bytes or
   *     text
   * @return a copy; of strings, the bytes
   * @throws IllegalArgumentException if the value is of another type, ragged, or has a null in it;
   *     the message is what it is
   */
  static NdArray<?> toNdArray(ElementType type, Object value) {
    var arrays = new JavaArrays(type, value);
    arrays.append(value, 0);
    return type.wrap(arrays.shape, arrays.elements);
  }

  /** The size of each dimension, along the first part of each. */
  private List<Integer> sizes() {
    List<Integer> sizes = new ArrayList<>();
    Object part = whole;
    Class<?> kind = whole.getClass();
    while (kind.isArray() && kind != type.elementClass) {
      int size = part == null ? 0 : Array.getLength(part);
      sizes.add(size);
      kind = kind.getComponentType();
      part = size == 0 || kind.isPrimitive() ? null : Array.get(part, 0);
    }
    boolean isElement =
        MethodType.methodType(kind).wrap() == MethodType.methodType(type.elementClass).wrap()
            || (type == ElementType.STRING && kind == String.class);
    if (!isElement) {
      throw new IllegalArgumentException(whole.getClass().getSimpleName());
    }
    return sizes;
  }

  private void append(Object part, int dimension) {
    if (part == null) {
      throw wrong("with a null in it");
    }
    if (dimension == shape.numDimensions()) {
      Array.set(elements, count++, element(part));
      return;
    }
    int size = Array.getLength(part);
    if (size != shape.get(dimension)) {
      throw wrong("that is ragged, with %d beside %d".formatted(size, shape.get(dimension)));
    }
    if (part.getClass().getComponentType().isPrimitive()) {
      System.arraycopy(part, 0, elements, count, size);
      count += size;
      return;
    }
    for (int i = 0; i < size; i++) {
      append(Array.get(part, i), dimension + 1);
    }
  }

  private static Object element(Object value) {
    return value instanceof String text ? text.getBytes(StandardCharsets.UTF_8) : value;
  }

  private IllegalArgumentException wrong(String how) {
    return new IllegalArgumentException("%s %s".formatted(whole.getClass().getSimpleName(), how));
  }
}
