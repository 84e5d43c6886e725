package io.github.tfestimator.export;

import io.github.tfestimator.data.MinMaxScaler;
import io.github.tfestimator.estimator.Features;
import io.github.tfestimator.estimator.ServingInput;
import io.github.tfestimator.estimator.ServingInputFn;
import java.util.SortedMap;
import java.util.TreeMap;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TUint8;

/**
 * Two ways into the network for 28x28 pictures, so that no client has to scale pixels:
 *
 * <ul>
 *   <li>{@code serving_default}: {@code x}, float [-1, 784], scaled as the training's features
 *       were;
 *   <li>{@code pixels}: {@code image}, uint8 [-1, 28, 28], as they are; the scaler is in the graph,
 *       computes in double precision as {@link MinMaxScaler} does, and gives the same bits.
 * </ul>
 *
 * @param scaler the scaler of the training
 */
public record PixelInputFn(MinMaxScaler scaler) implements ServingInputFn {
  private static final int SIDE = 28;

  /** Checks the scaler's width. */
  public PixelInputFn {
    if (scaler.width() != SIDE * SIDE) {
      throw new IllegalArgumentException(
          "The scaler is for pictures of %d pixels, but the network takes 28x28"
              .formatted(scaler.width()));
    }
  }

  @Override
  public ServingInput apply(Ops tf) {
    var image =
        tf.withName("image")
            .placeholder(TUint8.class, Placeholder.shape(Shape.of(Shape.UNKNOWN_SIZE, SIDE, SIDE)));
    var scaling = tf.withSubScope("min_max_scaler");
    var flat = scaling.reshape(image, scaling.array(-1, SIDE * SIDE)); // [batch, 784]
    var product =
        scaling.math.mul(
            scaling.dtypes.cast(flat, TFloat64.class), constant(scaling, "scale", scaler.scale()));
    var scaled = scaling.math.add(product, constant(scaling, "min", scaler.min()));
    var features = scaling.dtypes.cast(scaled, TFloat32.class);
    // Fed, it is a placeholder; not fed, it is what the pixels give.
    var x =
        tf.withName("x")
            .placeholderWithDefault(features, Shape.of(Shape.UNKNOWN_SIZE, SIDE * SIDE));

    SortedMap<String, SortedMap<String, Operand<?>>> signatures = new TreeMap<>();
    signatures.put("serving_default", sorted("x", x));
    signatures.put("pixels", sorted("image", image));
    SortedMap<String, Operand<TFloat32>> byName = new TreeMap<>();
    byName.put("x", x);
    return new ServingInput(Features.of(byName), signatures);
  }

  private static Operand<TFloat64> constant(Ops tf, String name, double[] values) {
    return tf.withName(name).constant(values);
  }

  private static SortedMap<String, Operand<?>> sorted(String name, Operand<?> operand) {
    SortedMap<String, Operand<?>> map = new TreeMap<>();
    map.put(name, operand);
    return map;
  }
}
