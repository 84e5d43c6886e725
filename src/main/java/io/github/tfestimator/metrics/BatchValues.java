package io.github.tfestimator.metrics;

import io.github.tfestimator.input.TensorSpec;
import java.util.List;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;

/** The values that a batch gave a {@link Metric}, in the order of its tensors. */
public final class BatchValues {
  private final int size;
  private final List<Tensor> tensors;

  /**
   * Creates the values of a batch.
   *
   * @param size how many examples the batch has
   * @param tensors in the order of the metric's; owned by the caller
   */
  public BatchValues(int size, List<Tensor> tensors) {
    this.size = size;
    this.tensors = List.copyOf(tensors);
  }

  /** {@return how many examples the batch has} */
  public int size() {
    return size;
  }

  /** {@return how many tensors the metric has} */
  int count() {
    return tensors.size();
  }

  /**
   * Returns a tensor's shape.
   *
   * @param tensor its place among the metric's tensors
   * @return the shape
   */
  public Shape shape(int tensor) {
    return tensors.get(tensor).shape();
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
    Tensor values = examples(tensor);
    var data = values.asRawTensor().data();
    double[] doubles = new double[Math.toIntExact(values.shape().size())];
    switch (values.dataType()) {
      case DT_DOUBLE -> data.asDoubles().read(doubles);
      case DT_FLOAT -> {
        float[] floats = new float[doubles.length];
        data.asFloats().read(floats);
        for (int i = 0; i < doubles.length; i++) {
          doubles[i] = floats[i];
        }
      }
      default -> {
        long[] longs = longs(tensor);
        for (int i = 0; i < doubles.length; i++) {
          doubles[i] = longs[i];
        }
      }
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
    Tensor values = examples(tensor);
    var data = values.asRawTensor().data();
    long[] longs = new long[Math.toIntExact(values.shape().size())];
    switch (values.dataType()) {
      case DT_INT64 -> data.asLongs().read(longs);
      case DT_INT32 -> {
        int[] ints = new int[longs.length];
        data.asInts().read(ints);
        for (int i = 0; i < longs.length; i++) {
          longs[i] = ints[i];
        }
      }
      case DT_BOOL, DT_UINT8 -> {
        byte[] bytes = new byte[longs.length];
        data.read(bytes);
        for (int i = 0; i < longs.length; i++) {
          longs[i] = bytes[i] & 0xff;
        }
      }
      default ->
          throw new IllegalArgumentException(
              "tensor %d is of %s, but must be of numbers or bools"
                  .formatted(tensor, TensorSpec.name(values.dataType())));
    }
    return longs;
  }

  private Tensor examples(int tensor) {
    Tensor values = tensors.get(tensor);
    Shape shape = values.shape();
    if (shape.numDimensions() == 0 || shape.get(0) != size) {
      throw new IllegalArgumentException(
          "tensor %d has the shape %s for a batch of %d examples, but must have a row for each"
              .formatted(tensor, shape, size));
    }
    return values;
  }
}
