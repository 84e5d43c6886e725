package io.github.tfestimator.input;

import java.lang.invoke.MethodType;
import java.lang.reflect.Array;
import org.tensorflow.ndarray.NdArray;

/** The default values of features, as a parsing spec has them. */
final class DefaultValues {
  private DefaultValues() {}

  /**
   * Returns a feature's default as the feature's values are stored.
   *
   * @param feature its name
   * @param spec its type and shape
   * @param value one value for all, such as {@code 0f}, or an array of the spec's shape
   * @return a flat array of the spec's size; strings as {@code byte[][]}
   * @throws IllegalArgumentException if the value is of another type or shape
   */
  static Object of(String feature, TensorSpec spec, Object value) {
    if (value == null) {
      throw refused(feature, "null");
    }
    boolean isArray = value.getClass().isArray() || value instanceof NdArray<?>;
    FlatArray array =
        FlatArray.of(
            "default of \"%s\"".formatted(feature), isArray ? value : arrayOfOne(feature, value));
    if (array.dtype() != spec.dtype() || isArray && !array.shape().equals(spec.shape())) {
      throw new IllegalArgumentException(
          "The default of \"%s\" is %s%s, but %s is specified"
              .formatted(
                  feature,
                  TensorSpec.name(array.dtype()),
                  isArray ? " " + array.shape() : "",
                  spec));
    }
    Object values = array.elements();
    return isArray ? values : repeated(values, Math.toIntExact(spec.shape().size()));
  }

  private static Object arrayOfOne(String feature, Object value) {
    if (value instanceof String string) {
      return new String[] {string};
    }
    Class<?> type = MethodType.methodType(value.getClass()).unwrap().returnType();
    if (!type.isPrimitive()) {
      throw refused(feature, "of " + type.getSimpleName());
    }
    Object array = Array.newInstance(type, 1);
    Array.set(array, 0, value);
    return array;
  }

  private static IllegalArgumentException refused(String feature, String what) {
    return new IllegalArgumentException(
        "The default of \"%s\" is %s, but must be a number, a Boolean, a String or an array"
            .formatted(feature, what));
  }

  private static Object repeated(Object values, int size) {
    Object all = Array.newInstance(values.getClass().getComponentType(), size);
    for (int i = 0; i < size; i++) {
      Array.set(all, i, Array.get(values, 0));
    }
    return all;
  }
}
