package io.github.tfestimator.estimator;

import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TType;

/** The features of a batch, by name, in a model's graph. */
public final class Features {
  private final SortedMap<String, Operand<?>> byName;

  private Features(SortedMap<String, Operand<?>> byName) {
    this.byName = byName;
  }

  /**
   * Creates features of a graph's tensors.
   *
   * @param byName tensors of [batch, ...] by feature
   * @return the features
   */
  public static Features of(Map<String, ? extends Operand<?>> byName) {
    return new Features(new TreeMap<>(byName));
  }

  /** {@return the features' names, sorted} */
  public Set<String> names() {
    return byName.keySet();
  }

  /**
   * Returns a feature of floats: {@code features["x"]}.
   *
   * @param name the feature
   * @return [batch, ...]
   * @throws IllegalArgumentException if the input has no such feature, or it isn't of float32
   */
  public Operand<TFloat32> get(String name) {
    return get(name, TFloat32.class);
  }

  /**
   * Returns a feature of any type: {@code features["user"]}.
   *
   * @param <T> its type
   * @param name the feature
   * @param type such as {@code TInt64.class}
   * @return [batch, ...]
   * @throws IllegalArgumentException if the input has no such feature, or it is of another type
   */
  public <T extends TType> Operand<T> get(String name, Class<T> type) {
    Operand<?> feature = byName.get(name);
    if (feature == null) {
      throw new IllegalArgumentException(
          "The model asks for the feature \"%s\"; the input has %s"
              .formatted(name, byName.keySet()));
    }
    return Typed.as(type, feature, "feature \"%s\"".formatted(name));
  }
}
