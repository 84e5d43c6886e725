package io.github.tfestimator.export;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.NdArray;
import org.tensorflow.types.TString;
import org.tensorflow.types.family.TFloating;

/** A description of the difference between two tensors. */
final class TensorDifference {
  private TensorDifference() {}

  /**
   * Compares type, shape and bits; 0 and -0 are different, and NaN is the same as NaN.
   *
   * @param expected the live model's output
   * @param actual the loaded SavedModel's output
   * @return a few words that begin with a verb; empty if the tensors are the same
   */
  static Optional<String> of(Tensor expected, Tensor actual) {
    if (expected.dataType() != actual.dataType() || !expected.shape().equals(actual.shape())) {
      return Optional.of(
          "is %s %s in the model and %s %s when loaded again"
              .formatted(expected.dataType(), expected.shape(), actual.dataType(), actual.shape()));
    }
    List<Object> before = values(expected);
    List<Object> after = values(actual);
    int first = -1;
    int count = 0;
    for (int i = 0; i < before.size(); i++) {
      if (!before.get(i).equals(after.get(i))) {
        first = count == 0 ? i : first;
        count++;
      }
    }
    if (count == 0) {
      return Optional.empty();
    }
    return Optional.of(
        "differs in %d of %d values, first at %s: %s in the model, %s when loaded again"
            .formatted(
                count,
                before.size(),
                Arrays.toString(index(first, expected.shape().asArray())),
                before.get(first),
                after.get(first)));
  }

  /**
   * Measures the difference of two tensors of floats.
   *
   * @return the largest difference of two values, as a part of the largest expected value; infinite
   *     if the tensors hold other things than finite floats, or are of different types or shapes
   */
  static double largest(Tensor expected, Tensor actual) {
    if (!(expected instanceof TFloating)
        || expected.dataType() != actual.dataType()
        || !expected.shape().equals(actual.shape())) {
      return Double.POSITIVE_INFINITY;
    }
    List<Object> before = values(expected);
    List<Object> after = values(actual);
    double scale = 0;
    double difference = 0;
    for (int i = 0; i < before.size(); i++) {
      double value = ((Number) before.get(i)).doubleValue();
      double gap = Math.abs(value - ((Number) after.get(i)).doubleValue());
      if (!Double.isFinite(gap)) {
        return Double.POSITIVE_INFINITY;
      }
      scale = Math.max(scale, Math.abs(value));
      difference = Math.max(difference, gap);
    }
    return difference == 0 ? 0 : difference / scale;
  }

  private static List<Object> values(Tensor tensor) {
    // By Latin-1, which tells all bytes apart.
    NdArray<?> array =
        tensor instanceof TString strings
            ? strings.using(StandardCharsets.ISO_8859_1)
            : (NdArray<?>) tensor;
    List<Object> values = new ArrayList<>();
    array.scalars().forEach(scalar -> values.add(scalar.getObject()));
    return values;
  }

  /** Returns the index of the value at a position in row-major order. */
  private static long[] index(int position, long[] shape) {
    long[] index = new long[shape.length];
    long rest = position;
    for (int i = shape.length - 1; i >= 0; i--) {
      index[i] = rest % shape[i];
      rest /= shape[i];
    }
    return index;
  }
}
