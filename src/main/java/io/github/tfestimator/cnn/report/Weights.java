package io.github.tfestimator.cnn.report;

import io.github.tfestimator.checkpoint.CheckpointReader;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/** The weights of a checkpoint: its variables of one dimension or more that aren't slots. */
final class Weights {
  /** Values that quantiles are taken of, evenly spaced: more change no digit that one sees. */
  private static final int MAX_SAMPLE = 50_000;

  private static final double[] PARTS = {0.05, 0.25, 0.5, 0.75, 0.95};

  private Weights() {}

  /** Returns the names of the weights, without what an optimizer keeps below their names. */
  static List<String> names(CheckpointReader checkpoint) {
    SortedMap<String, List<Long>> shapes = checkpoint.shapes();
    return shapes.keySet().stream()
        .filter(name -> !shapes.get(name).isEmpty() && !isSlot(name, shapes))
        .toList();
  }

  private static boolean isSlot(String name, SortedMap<String, List<Long>> shapes) {
    int slash = name.lastIndexOf('/');
    return slash > 0 && shapes.containsKey(name.substring(0, slash));
  }

  /** Returns the quantiles of a variable; none if it isn't of float32 or isn't there. */
  static Optional<double[]> quantiles(CheckpointReader checkpoint, String name) {
    if (!checkpoint.shapes().containsKey(name)) {
      return Optional.empty();
    }
    try {
      float[] values = checkpoint.floats(name);
      int count = Math.min(MAX_SAMPLE, values.length);
      double[] sample = new double[count];
      for (int i = 0; i < count; i++) {
        sample[i] = values[(int) ((long) i * values.length / count)];
      }
      return count == 0 ? Optional.empty() : Optional.of(quantiles(sample));
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // another type
    }
  }

  /** Returns the 5, 25, 50, 75 and 95 % quantiles of values, which it sorts. */
  static double[] quantiles(double[] values) {
    Arrays.sort(values);
    return Arrays.stream(PARTS)
        .map(part -> values[(int) Math.round(part * (values.length - 1))])
        .toArray();
  }
}
