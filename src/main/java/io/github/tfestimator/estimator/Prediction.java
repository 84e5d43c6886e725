package io.github.tfestimator.estimator;

import io.github.tfestimator.input.JavaArrays;
import io.github.tfestimator.input.TensorSpec;
import java.nio.charset.StandardCharsets;
import java.util.SortedMap;
import org.tensorflow.ndarray.NdArray;

/**
 * The prediction for one example: the dictionary that Python's {@code predict} yields, such as
 * {@code classes} (a number) and {@code probabilities} (one for each class).
 *
 * @param values by name, arrays of one example's shape; strings as {@code byte[]} objects
 */
public record Prediction(SortedMap<String, NdArray<?>> values) {

  /**
   * Returns a prediction.
   *
   * @param name such as {@code probabilities}
   * @return its values, of one example's shape
   * @throws IllegalArgumentException if there is no such prediction
   */
  public NdArray<?> get(String name) {
    NdArray<?> value = values.get(name);
    if (value == null) {
      throw new IllegalArgumentException(
          "There is no prediction \"%s\", only %s".formatted(name, values.keySet()));
    }
    return value;
  }

  /**
   * Returns an int64 prediction of one value an example, such as {@code classes}.
   *
   * @param name the prediction
   * @return the value
   * @throws IllegalArgumentException if there is no such prediction
   */
  public long asLong(String name) {
    return one(name, long[].class, "int64")[0];
  }

  /**
   * Returns a float prediction of one value an example.
   *
   * @param name the prediction
   * @return the value
   * @throws IllegalArgumentException if there is no such prediction
   */
  public float asFloat(String name) {
    return one(name, float[].class, "float32")[0];
  }

  /**
   * Returns a string prediction of one value an example.
   *
   * @param name the prediction
   * @return the value, decoded as UTF-8
   * @throws IllegalArgumentException if there is no such prediction
   */
  public String asString(String name) {
    return new String(one(name, byte[][].class, "string")[0], StandardCharsets.UTF_8);
  }

  /**
   * Returns a float prediction of any shape, such as {@code probabilities}.
   *
   * @param name the prediction
   * @return its values, row after row
   * @throws IllegalArgumentException if there is no such prediction
   */
  public float[] asFloats(String name) {
    return flat(name, float[].class, "float32");
  }

  private <T> T one(String name, Class<T> type, String dtype) {
    T values = flat(name, type, dtype);
    if (get(name).size() != 1) {
      throw new IllegalArgumentException(
          "The prediction \"%s\" has %d values an example, not one"
              .formatted(name, get(name).size()));
    }
    return values;
  }

  private <T> T flat(String name, Class<T> type, String dtype) {
    Object values = JavaArrays.flatten(get(name));
    if (!type.isInstance(values)) {
      throw new IllegalArgumentException(
          "The prediction \"%s\" is of %s, not of %s"
              .formatted(name, TensorSpec.name(TensorSpec.dtypeOf(get(name))), dtype));
    }
    return type.cast(values);
  }
}
