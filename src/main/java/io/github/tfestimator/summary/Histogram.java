package io.github.tfestimator.summary;

import java.util.Arrays;
import java.util.stream.DoubleStream;
import org.tensorflow.ndarray.buffer.FloatDataBuffer;
import org.tensorflow.proto.HistogramProto;

/**
 * Histograms with TensorFlow's own buckets ({@code tsl/lib/histogram/histogram.cc}). Their limits
 * grow by a tenth, from 1e-12 to 1e20, on both sides of 0. A bucket reaches from the previous
 * limit, inclusive, to its own limit, exclusive.
 */
final class Histogram {
  private static final double[] LIMITS = limits();

  /** The number of values that are copied to the heap at once. */
  private static final int PIECE = 1 << 14;

  private Histogram() {}

  /**
   * Counts values in the buckets of TensorFlow's histograms.
   *
   * @param values the values to count
   * @return the counts; adjacent empty buckets are merged
   * @throws IllegalArgumentException if a value is NaN or infinite, as in TensorFlow
   */
  static HistogramProto of(FloatDataBuffer values) {
    long[] counts = new long[LIMITS.length];
    double min = Double.MAX_VALUE;
    double max = -Double.MAX_VALUE;
    double sum = 0;
    double sumSquares = 0;
    float[] piece = new float[PIECE];
    for (long first = 0; first < values.size(); first += PIECE) {
      int length = (int) Math.min(PIECE, values.size() - first);
      values.offset(first).read(piece, 0, length);
      for (int i = 0; i < length; i++) {
        if (!Float.isFinite(piece[i])) {
          throw new IllegalArgumentException(
              "values[%d] (%s) must be finite".formatted(first + i, piece[i]));
        }
        double value = piece[i] + 0.0; // -0 becomes 0, whose bucket it belongs in
        counts[bucket(value)]++;
        min = Math.min(min, value);
        max = Math.max(max, value);
        sum += value;
        sumSquares += value * value;
      }
    }
    var histogram = HistogramProto.newBuilder();
    histogram.setMin(min).setMax(max).setNum(values.size());
    histogram.setSum(sum).setSumSquares(sumSquares);
    for (int i = 0; i < counts.length; i++) {
      boolean lastOfItsEmptyRun = counts[i] == 0 && (i + 1 == counts.length || counts[i + 1] > 0);
      if (counts[i] > 0 || lastOfItsEmptyRun) {
        histogram.addBucketLimit(LIMITS[i]).addBucket(counts[i]);
      }
    }
    return histogram.build();
  }

  /** The first bucket whose limit is greater. */
  private static int bucket(double value) {
    int index = Arrays.binarySearch(LIMITS, value);
    return index < 0 ? -index - 1 : index + 1;
  }

  private static double[] limits() {
    // The products, not powers of 1.1, so that the limits are TensorFlow's to the last bit.
    double[] positive = DoubleStream.iterate(1e-12, v -> v < 1e20, v -> v * 1.1).toArray();
    int n = positive.length;
    double[] limits = new double[2 * n + 3];
    limits[0] = -Double.MAX_VALUE;
    limits[limits.length - 1] = Double.MAX_VALUE;
    for (int i = 0; i < n; i++) {
      limits[n - i] = -positive[i];
      limits[n + 2 + i] = positive[i];
    }
    return limits;
  }
}
