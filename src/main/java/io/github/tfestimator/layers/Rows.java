package io.github.tfestimator.layers;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TType;

/** Tensors of any rank as the matrices that TensorFlow's ops take, and back. */
final class Rows {
  private Rows() {}

  /** Returns a shape as errors name it: TensorFlow Java's own text of an unknown one is "null". */
  static String text(Shape shape) {
    return shape.isUnknown() ? "a shape of unknown rank" : shape.toString();
  }

  /** Reshapes [..., columns] to [rows, columns]; a matrix stays as it is. */
  static <T extends TType> Operand<T> of(Ops tf, Operand<T> input) {
    Shape shape = input.shape();
    int rank = shape.numDimensions();
    return rank == 2
        ? input
        : tf.reshape(input, tf.array(-1, Math.toIntExact(shape.get(rank - 1))));
  }

  /**
   * Computes the shape of a tensor with other dimensions in place of the last one; what is known of
   * it stays known.
   */
  static Operand<TInt32> shape(Ops tf, Operand<?> input, int... last) {
    Shape known = input.shape();
    List<Operand<TInt32>> dimensions = new ArrayList<>();
    for (int d = 0; d < known.numDimensions() - 1; d++) {
      dimensions.add(
          known.get(d) == Shape.UNKNOWN_SIZE
              ? tf.gather(tf.shape(input), tf.constant(d), tf.constant(0))
              : tf.constant(Math.toIntExact(known.get(d))));
    }
    Arrays.stream(last).forEach(dimension -> dimensions.add(tf.constant(dimension)));
    return tf.stack(dimensions);
  }
}
