package io.github.tfestimator;

import io.github.tfestimator.input.Batch;
import io.github.tfestimator.input.BatchIterator;
import io.github.tfestimator.input.JavaArrays;
import io.github.tfestimator.input.TensorSpec;
import java.util.Iterator;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.tensorflow.ndarray.Shape;

/** Batches of one feature, "x", of floats, and one label, a class. */
public final class Rows {
  private Rows() {}

  /** The feature's spec. */
  public static SortedMap<String, TensorSpec> features(int width) {
    return new TreeMap<>(Map.of("x", TensorSpec.float32(width)));
  }

  /** The label's spec. */
  public static SortedMap<String, TensorSpec> labels() {
    return new TreeMap<>(Map.of(Batch.LABELS, TensorSpec.int32()));
  }

  /** A batch with a label for each row. */
  public static Batch batch(float[] x, int[] labels) {
    return Batch.of(
        labels.length,
        Map.of("x", JavaArrays.wrap(x, Shape.of(labels.length, x.length / labels.length))),
        JavaArrays.wrap(labels, Shape.of(labels.length)));
  }

  /** A batch without labels. */
  public static Batch batch(float[] x, int size) {
    return Batch.of(size, Map.of("x", JavaArrays.wrap(x, Shape.of(size, x.length / size))));
  }

  /** The feature's values, row after row: a copy. */
  public static float[] x(Batch batch) {
    return (float[]) JavaArrays.flatten(batch.features().get("x"));
  }

  /** The labels: a copy. */
  public static int[] labels(Batch batch) {
    return (int[]) JavaArrays.flatten(batch.labels().get(Batch.LABELS));
  }

  /** Batches that need no closing. */
  public static BatchIterator iterator(Iterator<Batch> batches) {
    return new BatchIterator() {
      @Override
      public boolean hasNext() {
        return batches.hasNext();
      }

      @Override
      public Batch next() {
        return batches.next();
      }
    };
  }
}
