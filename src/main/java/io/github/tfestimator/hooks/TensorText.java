package io.github.tfestimator.hooks;

import org.tensorflow.Tensor;
import org.tensorflow.ndarray.NdArray;
import org.tensorflow.ndarray.Shape;

/** Tensors as NumPy prints them, on one line, with the middle of long ones left out. */
final class TensorText {
  private static final int EDGE = 3;

  private TensorText() {}

  static String of(Tensor tensor) {
    if (!(tensor instanceof NdArray<?> array)) {
      return tensor.toString();
    }
    StringBuilder text = new StringBuilder();
    append(text, array, tensor.shape(), new long[0]);
    return text.toString();
  }

  private static void append(StringBuilder text, NdArray<?> array, Shape shape, long[] index) {
    int depth = index.length;
    if (depth == shape.numDimensions()) {
      text.append(array.getObject(index));
      return;
    }
    long size = shape.get(depth);
    text.append('[');
    for (long i = 0; i < size; i++) {
      if (i > 0) {
        text.append(' ');
      }
      if (size > 2 * EDGE && i == EDGE) {
        text.append("... ");
        i = size - EDGE;
      }
      long[] next = java.util.Arrays.copyOf(index, depth + 1);
      next[depth] = i;
      append(text, array, shape, next);
    }
    text.append(']');
  }
}
