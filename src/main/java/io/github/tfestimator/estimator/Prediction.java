package io.github.tfestimator.estimator;

import java.util.SortedMap;

/**
 * What a model says of one example: the dictionary that Python's {@code predict} yields, such as
 * {@code classes} (a number) and {@code probabilities} (one for each class).
 *
 * @param longs int64 predictions, by name, flattened
 * @param floats float predictions, by name, flattened
 */
public record Prediction(SortedMap<String, long[]> longs, SortedMap<String, float[]> floats) {

  /**
   * @param name an int64 prediction of one value an example, such as {@code classes}
   * @return the value
   * @throws IllegalArgumentException if there is no such prediction
   */
  public long asLong(String name) {
    long[] values = longs.get(name);
    if (values == null || values.length != 1) {
      throw new IllegalArgumentException(
          "There is no single int64 \"%s\" among the predictions %s and %s"
              .formatted(name, longs.keySet(), floats.keySet()));
    }
    return values[0];
  }

  /**
   * @param name a float prediction, such as {@code probabilities}
   * @return its values
   * @throws IllegalArgumentException if there is no such prediction
   */
  public float[] asFloats(String name) {
    float[] values = floats.get(name);
    if (values == null) {
      throw new IllegalArgumentException(
          "There is no float \"%s\" among the predictions %s and %s"
              .formatted(name, longs.keySet(), floats.keySet()));
    }
    return values;
  }
}
