package io.github.tfestimator.layers;

import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** {@code tf.layers.dense}. */
final class Dense {
  private static final int MAX_RANK = 8;

  private Dense() {}

  static Operand<TFloat32> of(LayerBuilder layer, Operand<TFloat32> input, int units) {
    int inputs = layer.lastDimension(input, 2, MAX_RANK);
    var activation = layer.arguments().get(Activation.class).orElse(Activation.LINEAR);
    var kernel = layer.kernel(Shape.of(inputs, units));
    var bias = layer.bias(units);
    Ops tf = layer.scope();
    var rows = Rows.of(tf, input);
    var sums =
        bias.map(b -> DenseSums.of(tf, rows, kernel, b))
            .orElseGet(() -> tf.linalg.matMul(rows, kernel));
    return activation.apply(
        tf, rows == input ? sums : tf.reshape(sums, Rows.shape(tf, input, units)));
  }
}
