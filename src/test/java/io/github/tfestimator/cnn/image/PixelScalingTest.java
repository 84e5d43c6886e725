package io.github.tfestimator.cnn.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfestimator.Tensors;
import io.github.tfestimator.cnn.data.MinMaxScaler;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TUint8;

/** All values of all pixels in the graph, against Java's arithmetic in double precision. */
class PixelScalingTest {
  static Stream<MinMaxScaler> scalers() {
    return Stream.of(MinMaxScaler.unit(9), fitted(9), fitted(5_000));
  }

  private static MinMaxScaler fitted(int width) {
    var random = new Random(width);
    double[] scale = random.doubles(width, 0, 1).toArray();
    double[] min = random.doubles(width, -1, 0).toArray();
    return MinMaxScaler.of(scale, min);
  }

  @ParameterizedTest
  @MethodSource("scalers")
  void hasTheBitsOfTheScaler(MinMaxScaler scaler) {
    int width = scaler.width();
    int[] pixels = new int[256 * width];
    float[] expected = new float[pixels.length];
    double[] scale = scaler.scale();
    double[] min = scaler.min();
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = i / width;
      expected[i] = (float) (pixels[i] * scale[i % width] + min[i % width]);
    }
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Ops tf = Ops.create(graph);
      var images = tf.reshape(tf.constant(pixels), tf.array(256, width));
      var scaled = PixelScaling.of(tf, tf.dtypes.cast(images, TUint8.class), scaler);
      assertThat(Tensors.floats(session, scaled)).isEqualTo(expected);
    }
  }
}
