package io.github.tfestimator.layers;

import java.util.Objects;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** {@code tf.layers.dropout} in training. */
final class Dropout {
  private Dropout() {}

  static Operand<TFloat32> of(Ops tf, Operand<TFloat32> input, float rate) {
    var layer = tf.withSubScope("dropout");
    // The name carries the scope and a number where there are several dropouts in a graph.
    String name = layer.scope().makeOpName("mask");
    var uniform =
        layer.random.statelessRandomUniform(
            layer.shape(Objects.requireNonNull(input, "input")),
            RandomSeed.key(layer, name, GlobalStep.of(tf).value()));
    var kept = layer.math.greaterEqual(uniform, layer.constant(rate));
    var scaled = layer.math.mul(input, layer.constant(1 / (1 - rate)));
    return layer.math.mul(scaled, layer.dtypes.cast(kept, TFloat32.class));
  }
}
