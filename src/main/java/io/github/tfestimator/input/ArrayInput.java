package io.github.tfestimator.input;

import java.lang.reflect.Array;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.tensorflow.ndarray.NdArray;
import org.tensorflow.ndarray.Shape;

/**
 * Examples in arrays, {@code numpy_input_fn} for Java: features and labels by name, of any type and
 * rank, their first dimension the examples.
 *
 * <pre>{@code
 * float[][] x = ...;      // [examples, 28]
 * long[] user = ...;      // [examples]
 * float[] price = ...;    // [examples]
 * InputFn input = ArrayInput.of(Map.of("x", x, "user", user), price).shuffledBatches(256, seed);
 * }</pre>
 *
 * <p>An array is a Java array of floats, doubles, ints, longs, bytes (taken as uint8), booleans or
 * Strings, such as {@code float[][]}, or an {@link NdArray}, also of strings as {@code byte[]}
 * objects. All are copied; batches have strings as {@code byte[]} objects.
 */
public final class ArrayInput implements ExampleSet {
  private final int size;
  private final SortedMap<String, Column> features;
  private final SortedMap<String, Column> labels;

  private ArrayInput(SortedMap<String, Column> features, SortedMap<String, Column> labels) {
    if (features.isEmpty()) {
      throw new IllegalArgumentException("features ({}) must be one or more");
    }
    this.features = features;
    this.labels = labels;
    size = features.get(features.firstKey()).size();
    requireSize("feature", features);
    requireSize("label", labels);
  }

  /**
   * Creates an input without labels, as for predictions.
   *
   * @param features the examples' values, [examples, ...], by feature
   * @return the examples
   * @throws IllegalArgumentException if an array is ragged, of another type, or has another number
   *     of examples than the first
   */
  public static ArrayInput of(Map<String, ?> features) {
    return new ArrayInput(columns("feature", features), new TreeMap<>());
  }

  /**
   * Creates an input with one array of labels.
   *
   * @param features the examples' values, [examples, ...], by feature
   * @param labels the examples' labels, [examples, ...]
   * @return the examples, whose labels are named {@value Batch#LABELS}
   * @throws IllegalArgumentException if an array is ragged, of another type, or has another number
   *     of examples than the first
   */
  public static ArrayInput of(Map<String, ?> features, Object labels) {
    return of(features, Collections.singletonMap(Batch.LABELS, labels));
  }

  /**
   * Creates an input with several labels, as models with several heads have.
   *
   * @param features the examples' values, [examples, ...], by feature
   * @param labels the examples' labels, [examples, ...], by name
   * @return the examples
   * @throws IllegalArgumentException if an array is ragged, of another type, or has another number
   *     of examples than the first
   */
  public static ArrayInput of(Map<String, ?> features, Map<String, ?> labels) {
    return new ArrayInput(columns("feature", features), columns("label", labels));
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public SortedMap<String, TensorSpec> features() {
    return specs(features);
  }

  @Override
  public SortedMap<String, TensorSpec> labels() {
    return specs(labels);
  }

  @Override
  public Batch select(int[] rows) {
    return new Batch(rows.length, select(features, rows), select(labels, rows));
  }

  private void requireSize(String kind, SortedMap<String, Column> columns) {
    columns.forEach(
        (name, column) -> {
          if (column.size() != size) {
            throw new IllegalArgumentException(
                "The %s \"%s\" has %d examples, but the feature \"%s\" has %d"
                    .formatted(kind, name, column.size(), features.firstKey(), size));
          }
        });
  }

  private static SortedMap<String, Column> columns(String kind, Map<String, ?> arrays) {
    Batch.requireArrays(kind, arrays);
    SortedMap<String, Column> columns = new TreeMap<>();
    arrays.forEach(
        (name, array) -> columns.put(name, Column.of("%s \"%s\"".formatted(kind, name), array)));
    return columns;
  }

  private static SortedMap<String, TensorSpec> specs(SortedMap<String, Column> columns) {
    SortedMap<String, TensorSpec> specs = new TreeMap<>();
    columns.forEach((name, column) -> specs.put(name, column.spec()));
    return Collections.unmodifiableSortedMap(specs);
  }

  private static SortedMap<String, NdArray<?>> select(
      SortedMap<String, Column> columns, int[] rows) {
    SortedMap<String, NdArray<?>> selected = new TreeMap<>();
    columns.forEach((name, column) -> selected.put(name, column.select(rows)));
    return selected;
  }

  /**
   * The values of all examples.
   *
   * @param spec one example's
   * @param values row after row, such as {@code float[]}
   * @param size the number of examples
   * @param width the number of values of an example
   */
  private record Column(TensorSpec spec, Object values, int size, int width) {
    static Column of(String name, Object array) {
      FlatArray all = FlatArray.of(name, array);
      Shape shape = all.shape();
      if (shape.numDimensions() == 0 || shape.get(0) == 0) {
        throw new IllegalArgumentException(
            "The %s has the %s, but must have one example or more"
                .formatted(name, shape.numDimensions() == 0 ? "shape []" : "length 0"));
      }
      Shape example = shape.subShape(1, shape.numDimensions());
      return new Column(
          new TensorSpec(all.dtype(), example),
          all.elements(),
          Math.toIntExact(shape.get(0)),
          Math.toIntExact(example.size()));
    }

    NdArray<?> select(int[] rows) {
      Class<?> type = values.getClass().getComponentType();
      Object selected = Array.newInstance(type, Math.multiplyExact(rows.length, width));
      for (int i = 0; i < rows.length; i++) {
        System.arraycopy(values, rows[i] * width, selected, i * width, width);
      }
      return JavaArrays.wrap(selected, spec.shape().prepend(rows.length));
    }
  }
}
