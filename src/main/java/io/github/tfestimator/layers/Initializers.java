package io.github.tfestimator.layers;

import java.util.function.ToDoubleFunction;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * The initial values that TensorFlow 1.x's layers know: {@code tf.initializers}. Random ones are a
 * pure function of the {@link RandomSeed} and the variable's name.
 *
 * <p>Those of tensorflow-framework aren't used: they aren't keyed so, and its Glorot counts the
 * inputs of a convolution twice and isn't centered on zero.
 */
public final class Initializers {
  /** The standard deviation of a normal distribution that is cut at two of its deviations. */
  private static final double TRUNCATED_DEVIATION = 0.87962566103423978;

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
   * {@code tf.ones_initializer}.
   *
   * @return an initializer that gives ones
   */
  public static Initializer ones() {
    return constant(1);
  }

  /**
   * {@code tf.constant_initializer}.
   *
   * @param value any number
   * @return an initializer that gives this number
   */
  public static Initializer constant(float value) {
    return (init, shape, key) -> init.fill(init.constant(shape), init.constant(value));
  }

  /**
   * {@code tf.random_uniform_initializer}.
   *
   * @param min the least value
   * @param max above all values
   * @return an initializer that gives numbers uniform in [min, max)
   * @throws IllegalArgumentException if max isn't above min or one isn't finite
   */
  public static Initializer randomUniform(float min, float max) {
    if (!(min < max && Float.isFinite(max - min))) {
      throw new IllegalArgumentException(
          "randomUniform takes finite numbers, the second above the first, but was given %s and %s"
              .formatted(min, max));
    }
    return (init, shape, key) ->
        shifted(
            init,
            init.random.statelessRandomUniform(init.constant(shape), key.get()),
            max - min,
            min);
  }

  /**
   * {@code tf.random_normal_initializer}.
   *
   * @param mean the mean
   * @param stddev the standard deviation, 0 or more
   * @return an initializer that gives normal numbers
   * @throws IllegalArgumentException if the deviation is below 0 or a number isn't finite
   */
  public static Initializer randomNormal(float mean, float stddev) {
    requireDeviation("randomNormal", mean, stddev);
    return (init, shape, key) ->
        shifted(
            init, init.random.statelessRandomNormal(init.constant(shape), key.get()), stddev, mean);
  }

  /**
   * {@code tf.truncated_normal_initializer}: normal numbers of which those further than two
   * standard deviations from the mean are drawn again, so that the deviation of what is left is
   * 0.88 of the given one.
   *
   * @param mean the mean
   * @param stddev the standard deviation before the cut, 0 or more
   * @return an initializer that gives such numbers
   * @throws IllegalArgumentException if the deviation is below 0 or a number isn't finite
   */
  public static Initializer truncatedNormal(float mean, float stddev) {
    requireDeviation("truncatedNormal", mean, stddev);
    return (init, shape, key) ->
        shifted(
            init,
            init.random.statelessTruncatedNormal(init.constant(shape), key.get()),
            stddev,
            mean);
  }

  /**
   * {@code tf.glorot_uniform_initializer}: uniform within {@code ±sqrt(6 / (fan_in + fan_out))},
   * the fans being inputs and outputs times the window (Glorot and Bengio 2010). Shapes are
   * window..., inputs, outputs.
   *
   * @return the initializer
   */
  public static Initializer glorotUniform() {
    return (init, shape, key) -> {
      float limit = (float) Math.sqrt(6.0 / (Fans.of(shape).in() + Fans.of(shape).out()));
      var uniform = init.random.statelessRandomUniform(init.constant(shape), key.get());
      return init.math.sub(init.math.mul(uniform, init.constant(2 * limit)), init.constant(limit));
    };
  }

  /**
   * {@code tf.glorot_normal_initializer}: a truncated normal distribution of standard deviation
   * {@code sqrt(2 / (fan_in + fan_out))} after the cut.
   *
   * @return the initializer
   */
  public static Initializer glorotNormal() {
    return scaledNormal(fans -> 2.0 / (fans.in() + fans.out()));
  }

  /**
   * {@code tf.initializers.he_uniform}: uniform within {@code ±sqrt(6 / fan_in)} (He et al. 2015).
   *
   * @return the initializer
   */
  public static Initializer heUniform() {
    return (init, shape, key) -> {
      float limit = (float) Math.sqrt(6.0 / Fans.of(shape).in());
      return randomUniform(-limit, limit).values(init, shape, key);
    };
  }

  /**
   * {@code tf.initializers.he_normal}: a truncated normal distribution of standard deviation {@code
   * sqrt(2 / fan_in)} after the cut (He et al. 2015), for layers with ReLU.
   *
   * @return the initializer
   */
  public static Initializer heNormal() {
    return scaledNormal(fans -> 2.0 / fans.in());
  }

  private static Initializer scaledNormal(ToDoubleFunction<Fans> variance) {
    return (init, shape, key) -> {
      double deviation = Math.sqrt(variance.applyAsDouble(Fans.of(shape))) / TRUNCATED_DEVIATION;
      return truncatedNormal(0, (float) deviation).values(init, shape, key);
    };
  }

  private static Operand<TFloat32> shifted(
      Ops init, Operand<TFloat32> values, float factor, float offset) {
    return init.math.add(init.math.mul(values, init.constant(factor)), init.constant(offset));
  }

  private static void requireDeviation(String name, float mean, float stddev) {
    if (!(stddev >= 0 && Float.isFinite(stddev) && Float.isFinite(mean))) {
      throw new IllegalArgumentException(
          "%s takes a finite mean and a standard deviation of 0 or more, but was given %s and %s"
              .formatted(name, mean, stddev));
    }
  }

  /** The fan-in and fan-out of a kernel [window..., inputs, outputs]. */
  private record Fans(double in, double out) {
    static Fans of(Shape shape) {
      int rank = shape.numDimensions();
      if (rank < 2) {
        return new Fans(Math.max(1, shape.size()), Math.max(1, shape.size()));
      }
      long window = shape.take(rank - 2).size();
      return new Fans(window * shape.get(rank - 2), window * shape.get(rank - 1));
    }
  }
}
