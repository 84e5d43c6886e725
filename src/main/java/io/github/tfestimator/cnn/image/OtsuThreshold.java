package io.github.tfestimator.cnn.image;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * The ops of Otsu's threshold (1979), which splits a histogram of 64 bins so that the means of the
 * two sides lie as far apart as they can, weighted by their sizes.
 */
final class OtsuThreshold {
  private static final int BINS = 64;

  private final Operand<TFloat32> threshold;
  private final Operand<TFloat32> lowerMean;
  private final Operand<TFloat32> upperMean;

  /**
   * Builds the ops.
   *
   * @param values [rows, columns], none negative
   */
  OtsuThreshold(Ops tf, Operand<TFloat32> values) {
    var zero = tf.constant(0);
    var top = tf.math.add(tf.reduceMax(values, tf.array(0, 1)), tf.constant(1e-3f));
    var range = tf.stack(List.of(tf.constant(0f), top));
    var histogram = tf.histogramFixedWidth(values, range, tf.constant(BINS));
    var counts = tf.dtypes.cast(histogram, TFloat32.class);
    var shares = tf.math.div(counts, tf.reduceSum(counts, zero));
    var width = tf.math.div(top, tf.constant((float) BINS));
    var centers = tf.math.mul(tf.constant(binCenters()), width);

    var weights = tf.math.cumsum(shares, zero);
    var moments = tf.math.cumsum(tf.math.mul(shares, centers), zero);
    var mean = tf.gather(moments, tf.constant(BINS - 1), zero);
    var rest = tf.math.sub(tf.constant(1f), weights);
    var distance = tf.math.square(tf.math.sub(tf.math.mul(weights, mean), moments));
    var tiny = tf.constant(1e-6f);
    var between = tf.math.div(distance, tf.math.maximum(tf.math.mul(weights, rest), tiny));
    var bin = tf.math.argMax(between, zero, TInt32.class);

    var end = tf.math.add(tf.dtypes.cast(bin, TFloat32.class), tf.constant(1f));
    threshold = tf.math.mul(end, width);
    var moment = tf.gather(moments, bin, zero);
    lowerMean = tf.math.div(moment, tf.math.maximum(tf.gather(weights, bin, zero), tiny));
    upperMean =
        tf.math.div(tf.math.sub(mean, moment), tf.math.maximum(tf.gather(rest, bin, zero), tiny));
  }

  /** Values above this belong to the upper side: a scalar. */
  Operand<TFloat32> threshold() {
    return threshold;
  }

  Operand<TFloat32> lowerMean() {
    return lowerMean;
  }

  Operand<TFloat32> upperMean() {
    return upperMean;
  }

  private static float[] binCenters() {
    var centers = new float[BINS];
    for (int i = 0; i < BINS; i++) {
      centers[i] = i + 0.5f;
    }
    return centers;
  }
}
