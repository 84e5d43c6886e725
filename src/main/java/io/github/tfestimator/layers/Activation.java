package io.github.tfestimator.layers;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** What a layer does to its sums before it passes them on. */
public enum Activation {
  /** Nothing, as {@code activation=None}. */
  LINEAR {
    @Override
    Operand<TFloat32> apply(Ops tf, Operand<TFloat32> sums) {
      return sums;
    }
  },
  /** {@code max(x, 0)}, as {@code tf.nn.relu}. */
  RELU {
    @Override
    Operand<TFloat32> apply(Ops tf, Operand<TFloat32> sums) {
      return tf.nn.relu(sums);
    }
  };

  abstract Operand<TFloat32> apply(Ops tf, Operand<TFloat32> sums);
}
