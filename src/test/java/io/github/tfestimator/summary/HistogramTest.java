package io.github.tfestimator.summary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.proto.HistogramProto;

class HistogramTest {
  /**
   * The values of tf.compat.v1.summary.histogram in Python's TensorFlow 2.15.1, to the last bit.
   */
  @Test
  void isTensorFlowsToTheBit() {
    var expected =
        HistogramProto.newBuilder()
            .setMin(-1.0000000150474662e+30)
            .setMax(1.0000000150474662e+30)
            .setNum(8)
            .setSum(9.9999998245167e-14)
            .setSumSquares(2.0000000601898653e+60);
    add(expected, -1.7976931348623157e+308, 0);
    add(expected, -9.9207756218597835e+19, 1);
    add(expected, -1.0089710279437536, 0);
    add(expected, -0.917246389039776, 1);
    add(expected, 0, 0);
    add(expected, 1e-12, 2);
    add(expected, 0.917246389039776, 0);
    add(expected, 1.0089710279437536, 1);
    add(expected, 1.9661990955585713, 0);
    add(expected, 2.1628190051144287, 1);
    add(expected, 2.8787120958073054, 0);
    add(expected, 3.1665833053880363, 1);
    add(expected, 9.9207756218597835e+19, 0);
    add(expected, 1.7976931348623157e+308, 1);
    assertThat(Histogram.of(DataBuffers.of(new float[] {1, 2, 3, -1, 0, 1e30f, -1e30f, 1e-13f})))
        .isEqualTo(expected.build());
  }

  /** Also from Python's TensorFlow 2.15.1. */
  @Test
  void noValuesHaveOneEmptyBucket() {
    var expected = HistogramProto.newBuilder().setMin(Double.MAX_VALUE).setMax(-Double.MAX_VALUE);
    add(expected, Double.MAX_VALUE, 0);
    assertThat(Histogram.of(DataBuffers.of(new float[0]))).isEqualTo(expected.build());
  }

  @Test
  void minusZeroIsZero() {
    assertThat(Histogram.of(DataBuffers.of(new float[] {-0f})))
        .isEqualTo(Histogram.of(DataBuffers.of(new float[] {0})));
  }

  @Test
  void eachBucketHoldsTheValuesBetweenItsLimits() {
    var random = new Random(1);
    float[] values = new float[5000];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (random.nextGaussian() * Math.exp(4 * random.nextGaussian()));
    }
    HistogramProto histogram = Histogram.of(DataBuffers.of(values));
    List<Double> limits = histogram.getBucketLimitList();
    double sum = 0;
    for (int i = 0; i < limits.size(); i++) {
      double from = i == 0 ? Double.NEGATIVE_INFINITY : limits.get(i - 1);
      double count = 0;
      for (float value : values) {
        count += value >= from && value < limits.get(i) ? 1 : 0;
      }
      assertThat(histogram.getBucket(i)).as("below %s", limits.get(i)).isEqualTo(count);
      if (count > 0) {
        assertThat(limits.get(i) / from).isCloseTo(from > 0 ? 1.1 : 1 / 1.1, within(1e-9));
      } else {
        assertThat(i == 0 || histogram.getBucket(i - 1) > 0).as("empty after full").isTrue();
      }
      sum += count;
    }
    assertThat(sum).isEqualTo(values.length).isEqualTo(histogram.getNum());
  }

  @Test
  void whatIsNotFiniteIsRefused() {
    for (float value : new float[] {Float.NaN, Float.NEGATIVE_INFINITY}) {
      assertThatThrownBy(() -> Histogram.of(DataBuffers.of(new float[] {0, value})))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("values[1] (%s) must be finite".formatted(value));
    }
  }

  /** As many values as are copied at once, two more pieces, and some. */
  @Test
  void allPiecesOfManyValuesAreCounted() {
    float[] values = new float[50_000];
    for (int i = 0; i < values.length; i++) {
      values[i] = i < 45_000 ? 2 : -3;
    }
    HistogramProto histogram = Histogram.of(DataBuffers.of(values));
    assertThat(histogram.getNum()).isEqualTo(50_000);
    assertThat(histogram.getSum()).isEqualTo(2 * 45_000 - 3 * 5_000);
    assertThat(histogram.getSumSquares()).isEqualTo(4 * 45_000 + 9 * 5_000);
    assertThat(histogram.getBucketList()).contains(45_000.0, 5_000.0);
    values[40_000] = Float.NaN;
    assertThatThrownBy(() -> Histogram.of(DataBuffers.of(values)))
        .hasMessage("values[40000] (NaN) must be finite");
  }

  private static void add(HistogramProto.Builder histogram, double limit, double count) {
    histogram.addBucketLimit(limit).addBucket(count);
  }
}
