package io.github.tfestimator.layers;

import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TFloating;

/** {@code tf.layers.dense}. */
final class Dense {
  private static final int MAX_RANK = 8;

  private Dense() {}

  static Operand<TFloat32> of(LayerBuilder layer, Operand<TFloat32> input, int units) {
    return of(layer, MixedPrecision.computeType(layer.scope()), input, units);
  }

  private static <T extends TFloating> Operand<TFloat32> of(
      LayerBuilder layer, Class<T> type, Operand<TFloat32> input, int units) {
    int inputs = layer.lastDimension(input, 2, MAX_RANK);
    var activation = layer.arguments().get(Activation.class).orElse(Activation.LINEAR);
    Ops tf = layer.scope();
    var kernel = MixedPrecision.lower(tf, layer.kernel(Shape.of(inputs, units)), type);
    var bias = layer.bias(units).map(b -> MixedPrecision.lower(tf, b, type));
    var values = MixedPrecision.lower(tf, input, type);
    var rows = Rows.of(tf, values);
    var sums =
        bias.map(b -> DenseSums.of(tf, rows, kernel, b))
            .orElseGet(() -> tf.linalg.matMul(rows, kernel));
    return MixedPrecision.activated(
        tf, activation, rows == values ? sums : tf.reshape(sums, Rows.shape(tf, input, units)));
  }
}
