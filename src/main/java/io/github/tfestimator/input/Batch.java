package io.github.tfestimator.input;

import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.tensorflow.ndarray.NdArray;

/**
 * Some examples, as the arrays that a step is fed with.
 *
 * @param size the number of examples, 1 or more
 * @param features the examples' values by feature, each [size, ...]; sorted by name, so that no
 *     result depends on the order of a hash map
 * @param labels the examples' labels by name, each [size, ...]; empty where there are none
 */
public record Batch(
    int size, SortedMap<String, NdArray<?>> features, SortedMap<String, NdArray<?>> labels) {
  /** The name of labels that were given none. */
  public static final String LABELS = "labels";

  /**
   * Checks that all arrays have a row for each example.
   *
   * @throws IllegalArgumentException if one has more or fewer, or there are no examples
   * @throws NullPointerException if one is null
   */
  public Batch {
    if (size < 1) {
      throw new IllegalArgumentException("size (" + size + ") must be 1 or more");
    }
    requireRows("feature", size, features);
    requireRows("label", size, labels);
    features = Collections.unmodifiableSortedMap(features);
    labels = Collections.unmodifiableSortedMap(labels);
  }

  /**
   * Creates a batch without labels.
   *
   * @param size the number of examples
   * @param features the examples' values by feature, each [size, ...]
   * @return the batch
   * @throws IllegalArgumentException if an array has not as many rows
   */
  public static Batch of(int size, Map<String, ? extends NdArray<?>> features) {
    requireArrays("feature", features);
    return new Batch(size, new TreeMap<>(features), new TreeMap<>());
  }

  /**
   * Creates a batch with one array of labels.
   *
   * @param size the number of examples
   * @param features the examples' values by feature, each [size, ...]
   * @param labels the examples' labels, [size, ...]
   * @return the batch, whose labels are named {@value #LABELS}
   * @throws IllegalArgumentException if an array has not as many rows
   */
  public static Batch of(int size, Map<String, ? extends NdArray<?>> features, NdArray<?> labels) {
    requireArrays("feature", features);
    SortedMap<String, NdArray<?>> named = new TreeMap<>();
    named.put(LABELS, labels);
    return new Batch(size, new TreeMap<>(features), named);
  }

  /**
   * Checks that the batch is what an input promised.
   *
   * @param input the input that gave it
   * @throws IllegalArgumentException if a feature or label is missing, surplus, or of another type
   *     or shape
   */
  public void requireFits(InputFn input) {
    requireFits("feature", features, input.features());
    requireFits("label", labels, input.labels());
  }

  static void requireArrays(String kind, Map<String, ?> arrays) {
    Objects.requireNonNull(
        arrays, () -> "The %ss are null, but must be arrays by name".formatted(kind));
  }

  private static void requireRows(String kind, int size, Map<String, NdArray<?>> arrays) {
    requireArrays(kind, arrays);
    arrays.forEach(
        (name, array) -> {
          Objects.requireNonNull(
              array, () -> "The %s \"%s\" is null, but must be an array".formatted(kind, name));
          if (array.shape().numDimensions() == 0 || array.shape().get(0) != size) {
            throw new IllegalArgumentException(
                "The %s \"%s\" has the shape %s in a batch of %d examples: its first dimension must be %d"
                    .formatted(kind, name, array.shape(), size, size));
          }
        });
  }

  private static void requireFits(
      String kind, SortedMap<String, NdArray<?>> arrays, SortedMap<String, TensorSpec> specs) {
    if (!arrays.keySet().equals(specs.keySet())) {
      throw new IllegalArgumentException(
          "The input specifies the %ss %s, but a batch has %s"
              .formatted(kind, specs.keySet(), arrays.keySet()));
    }
    arrays.forEach(
        (name, array) -> {
          TensorSpec.dtypeOf(kind + " \"" + name + "\"", array);
          specs
              .get(name)
              .difference(array)
              .ifPresent(
                  difference -> {
                    throw new IllegalArgumentException(
                        "The %s \"%s\": %s".formatted(kind, name, difference));
                  });
        });
  }
}
