package io.github.tfestimator.cnn.image;

import io.github.tfestimator.cnn.data.MinMaxScaler;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TUint8;

/** The scaler of pixels in the graph, to the bits of {@link MinMaxScaler}. */
final class PixelScaling {
  private static final int VALUES = 256;

  /** Pixels whose table has 4 MiB. */
  private static final int MAX_PIXELS = 4096;

  private PixelScaling() {}

  /**
   * Scales images by a table of all values, which TFLite takes, as it has no products in double
   * precision. Images beyond 4096 pixels, whose table would be large, are computed so.
   *
   * @param images [batch, pixels]
   * @return [batch, pixels]
   */
  static Operand<TFloat32> of(Ops tf, Operand<TUint8> images, MinMaxScaler scaler) {
    Operand<TInt32> values = tf.dtypes.cast(images, TInt32.class);
    var rows = tf.constant(0);
    if (scaler.isUniform()) {
      return tf.gather(tf.withName("scaled_values").constant(table(scaler, 1)), values, rows);
    }
    if (scaler.width() > MAX_PIXELS) {
      var scale = tf.withName("scale").constant(scaler.scale());
      var min = tf.withName("min").constant(scaler.min());
      var product = tf.math.mul(tf.dtypes.cast(images, TFloat64.class), scale);
      return tf.dtypes.cast(tf.math.add(product, min), TFloat32.class);
    }
    int[] starts = new int[scaler.width()];
    for (int pixel = 0; pixel < starts.length; pixel++) {
      starts[pixel] = VALUES * pixel;
    }
    var table = tf.withName("scaled_values").constant(table(scaler, scaler.width()));
    return tf.gather(table, tf.math.add(values, tf.constant(starts)), rows);
  }

  private static float[] table(MinMaxScaler scaler, int pixels) {
    float[] table = new float[VALUES * pixels];
    for (int i = 0; i < table.length; i++) {
      table[i] = scaler.transform(i / VALUES, i % VALUES);
    }
    return table;
  }
}
