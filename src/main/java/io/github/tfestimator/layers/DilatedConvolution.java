package io.github.tfestimator.layers;

import io.github.tfestimator.layers.OptionalArguments.DilationRate;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TNumber;

/**
 * A convolution whose window reads values that lie apart.
 *
 * <p>The op Conv2D can do it, but its gradient in TensorFlow Java ignores the attribute {@code
 * dilations} and is wrong. So the image is divided into images of every second (third...) pixel,
 * which are convolved as usual and put together again, as {@code tf.nn.with_space_to_batch} does.
 */
final class DilatedConvolution {
  private DilatedConvolution() {}

  /**
   * Adds the ops of a dilated convolution.
   *
   * @param tf the layer's own scope
   * @param input [batch, height, width, channels], all but the batch known
   * @param kernel [height, width, channels, filters]
   * @return the sums, [batch, height', width', filters]
   */
  static <T extends TNumber> Operand<T> of(
      Ops tf, Operand<T> input, Operand<T> kernel, DilationRate rate, Padding padding) {
    int[] rates = {rate.height(), rate.width()};
    int[][] paddings = new int[2][];
    int[][] crops = new int[2][];
    for (int d = 0; d < 2; d++) {
      long size = input.shape().get(d + 1);
      if (size == Shape.UNKNOWN_SIZE) {
        throw new IllegalArgumentException(
            "conv2d with a dilation rate takes images of known height and width, but found %s"
                .formatted(input.shape()));
      }
      int reach = Math.toIntExact(kernel.shape().get(d) - 1) * rates[d];
      int added = padding == Padding.SAME ? reach : 0;
      // Both images must have as many pixels.
      int surplus = Math.floorMod(-(size + added), rates[d]);
      paddings[d] = new int[] {added / 2, added - added / 2 + surplus};
      crops[d] = new int[] {0, surplus};
    }
    var block = tf.constant(rates);
    var parts = tf.spaceToBatchNd(input, block, tf.constant(paddings));
    var sums = tf.nn.conv2d(parts, kernel, List.of(1L, 1L, 1L, 1L), Padding.VALID.name());
    return tf.batchToSpaceNd(sums, block, tf.constant(crops));
  }
}
