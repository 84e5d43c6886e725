package io.github.tfestimator.layers;

import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;

/** The initial values that TensorFlow 1.x's layers know: {@code tf.initializers}. */
public final class Initializers {
  private Initializers() {}

  /**
   * {@code tf.zeros_initializer}.
   *
   * @return an initializer that gives zeros
   */
  public static Initializer zeros() {
    return (init, shape, key) -> init.zeros(init.constant(shape), TFloat32.class);
  }

  /**
   * {@code tf.glorot_uniform_initializer}: uniform within {@code ±sqrt(6 / (fan_in + fan_out))},
   * the fans being inputs and outputs times the window (Glorot and Bengio 2010). Shapes are
   * window..., inputs, outputs.
   *
   * @return an initializer for shapes of two or more dimensions
   */
  public static Initializer glorotUniform() {
    return (init, shape, key) -> {
      float limit = (float) glorotLimit(shape);
      var uniform = init.random.statelessRandomUniform(init.constant(shape), key.get());
      return init.math.sub(init.math.mul(uniform, init.constant(2 * limit)), init.constant(limit));
    };
  }

  private static double glorotLimit(Shape shape) {
    int dimensions = shape.numDimensions();
    long window = 1;
    for (int d = 0; d < dimensions - 2; d++) {
      window *= shape.get(d);
    }
    long fanIn = window * shape.get(dimensions - 2);
    long fanOut = window * shape.get(dimensions - 1);
    return Math.sqrt(6.0 / (fanIn + fanOut));
  }
}
