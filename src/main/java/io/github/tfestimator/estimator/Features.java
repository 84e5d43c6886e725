package io.github.tfestimator.estimator;

import java.util.SortedMap;
import java.util.TreeMap;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/** The examples of a batch, by feature name, in a model's graph. */
public final class Features {
  private final SortedMap<String, Operand<TFloat32>> byName;

  private Features(SortedMap<String, Operand<TFloat32>> byName) {
    this.byName = byName;
  }

  /**
   * @param byName per feature a tensor of [batch, width]
   * @return the features
   */
  public static Features of(SortedMap<String, ? extends Operand<TFloat32>> byName) {
    return new Features(new TreeMap<>(byName));
  }

  /**
   * {@code features["x"]}.
   *
   * @param name the feature
   * @return [batch, width]
   * @throws IllegalArgumentException if the input has no such feature
   */
  public Operand<TFloat32> get(String name) {
    Operand<TFloat32> feature = byName.get(name);
    if (feature == null) {
      throw new IllegalArgumentException(
          "The model asks for the feature \"%s\"; the input has %s"
              .formatted(name, byName.keySet()));
    }
    return feature;
  }
}
