package io.github.tfestimator.estimator;

import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.tensorflow.Operand;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TType;

/** The labels of a batch in a model's graph; there are none in PREDICT. */
public final class Labels {
  private final SortedMap<String, Operand<?>> byName;
  private final Mode mode;

  private Labels(SortedMap<String, Operand<?>> byName, Mode mode) {
    this.byName = byName;
    this.mode = mode;
  }

  static Labels of(SortedMap<String, Operand<?>> byName, Mode mode) {
    return new Labels(new TreeMap<>(byName), mode);
  }

  /** {@return the labels' names, sorted; none in PREDICT, or if the input has no labels} */
  public Set<String> names() {
    return byName.keySet();
  }

  /**
   * Returns the one label of each example, a class.
   *
   * @return int32 [batch, ...]
   * @throws IllegalStateException in PREDICT, where there are no labels
   * @throws IllegalArgumentException if the input has none, several, or one of another type
   */
  public Operand<TInt32> get() {
    return get(TInt32.class);
  }

  /**
   * Returns the one label of each example.
   *
   * @param <T> its type
   * @param type such as {@code TFloat32.class}
   * @return [batch, ...]
   * @throws IllegalStateException in PREDICT, where there are no labels
   * @throws IllegalArgumentException if the input has none, several, or one of another type
   */
  public <T extends TType> Operand<T> get(Class<T> type) {
    requireSome();
    if (byName.size() > 1) {
      throw new IllegalArgumentException(
          "The input has the labels %s: say which, by labels.get(name, type)"
              .formatted(byName.keySet()));
    }
    return Typed.as(type, byName.get(byName.firstKey()), "labels");
  }

  /**
   * Returns one of several labels: {@code labels["name"]}.
   *
   * @param <T> its type
   * @param name the label
   * @param type such as {@code TFloat32.class}
   * @return [batch, ...]
   * @throws IllegalStateException in PREDICT, where there are no labels
   * @throws IllegalArgumentException if the input has no such label, or it is of another type
   */
  public <T extends TType> Operand<T> get(String name, Class<T> type) {
    requireSome();
    Operand<?> label = byName.get(name);
    if (label == null) {
      throw new IllegalArgumentException(
          "The model asks for the label \"%s\"; the input has %s".formatted(name, byName.keySet()));
    }
    return Typed.as(type, label, "label \"%s\"".formatted(name));
  }

  private void requireSome() {
    if (mode == Mode.PREDICT) {
      throw new IllegalStateException(
          "There are no labels in PREDICT: return EstimatorSpec.predict(...) before asking for them.");
    }
    if (byName.isEmpty()) {
      throw new IllegalArgumentException(
          "The model asks for labels in %s, and this input has none".formatted(mode));
    }
  }
}
