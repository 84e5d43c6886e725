package io.github.tfestimator.metrics;

import io.github.tfestimator.input.JavaArrays;
import io.github.tfestimator.input.TensorSpec;
import io.github.tfestimator.savedmodel.TensorValues;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;

/** The values that a batch gave a {@link Metric}, in the order of its tensors. */
public final class BatchValues {
  private final int size;
  private final List<Tensor> tensors;

  /**
   * Creates the values of a batch.
   *
   * @param size the number of examples of the batch
   * @param tensors in the order of the metric's tensors; owned by the caller
   */
  public BatchValues(int size, List<Tensor> tensors) {
    this.size = size;
    this.tensors = List.copyOf(tensors);
  }

  /** {@return the number of examples of the batch} */
  public int size() {
    return size;
  }

  /** {@return the number of tensors of the metric} */
  int count() {
    return tensors.size();
  }

  /**
   * Returns a tensor's shape.
   *
   * @param tensor its place among the metric's tensors
   * @return the shape
   * @throws IllegalArgumentException if the metric has no such tensor
   */
  public Shape shape(int tensor) {
    return tensor(tensor).shape();
  }

  /**
   * Returns the value of a tensor that is a number for the whole batch, such as a norm.
   *
   * @param tensor its place among the metric's tensors
   * @return the number as it is; 1 and 0 for true and false
   * @throws IllegalArgumentException if it isn't a scalar, or is of another type
   */
  public double scalar(int tensor) {
    Tensor value = tensor(tensor);
    if (value.shape().numDimensions() != 0) {
      throw new IllegalArgumentException(
          "tensor %d has the shape %s, but must be a scalar".formatted(tensor, value.shape()));
    }
    return doubles(tensor, elements(tensor))[0];
  }

  /**
   * Returns a tensor's values as doubles, row after row.
   *
   * @param tensor its place among the metric's tensors
   * @return numbers as they are; 1 and 0 for true and false
   * @throws IllegalArgumentException if it is of another type, or its first dimension isn't the
   *     batch's size
   */
  public double[] doubles(int tensor) {
    return doubles(tensor, rows(tensor));
  }

  private double[] doubles(int tensor, Object values) {
    if (values instanceof double[] doubles) {
      return doubles;
    }
    if (!(values instanceof float[] floats)) {
      return Arrays.stream(longs(tensor, values)).asDoubleStream().toArray();
    }
    double[] doubles = new double[floats.length];
    for (int i = 0; i < doubles.length; i++) {
      doubles[i] = floats[i];
    }
    return doubles;
  }

  /**
   * Returns a tensor's values as longs, row after row.
   *
   * @param tensor its place among the metric's tensors
   * @return integers as they are; 1 and 0 for true and false
   * @throws IllegalArgumentException if it is of another type, or its first dimension isn't the
   *     batch's size
   */
  public long[] longs(int tensor) {
    return longs(tensor, rows(tensor));
  }

  private long[] longs(int tensor, Object values) {
    if (values instanceof long[] longs) {
      return longs;
    } else if (values instanceof int[] ints) {
      return Arrays.stream(ints).asLongStream().toArray();
    } else if (values instanceof byte[] bytes) {
      return IntStream.range(0, bytes.length).mapToLong(i -> bytes[i] & 0xff).toArray();
    } else if (values instanceof boolean[] bools) {
      return IntStream.range(0, bools.length).mapToLong(i -> bools[i] ? 1 : 0).toArray();
    }
    throw wrongType(tensor);
  }

  /** The elements, such as {@code float[]}, of a tensor that has a row for each example. */
  private Object rows(int tensor) {
    Shape shape = shape(tensor);
    if (shape.numDimensions() == 0 || shape.get(0) != size) {
      throw new IllegalArgumentException(
          "tensor %d has the shape %s for a batch of %d examples, but must have a row for each; of a loss, take the one with Reduction.NONE"
              .formatted(tensor, shape, size));
    }
    return elements(tensor);
  }

  private Object elements(int tensor) {
    Tensor values = tensor(tensor);
    if (!JavaArrays.isSupported(values.dataType())) {
      throw wrongType(tensor);
    }
    return TensorValues.flatten(values);
  }

  private IllegalArgumentException wrongType(int tensor) {
    return new IllegalArgumentException(
        "tensor %d is of %s, but must be of numbers or bools"
            .formatted(tensor, TensorSpec.name(tensor(tensor).dataType())));
  }

  private Tensor tensor(int tensor) {
    if (tensor < 0 || tensor >= tensors.size()) {
      throw new IllegalArgumentException(
          "there is no tensor %d: the metric has %d, counted from 0"
              .formatted(tensor, tensors.size()));
    }
    return tensors.get(tensor);
  }
}
