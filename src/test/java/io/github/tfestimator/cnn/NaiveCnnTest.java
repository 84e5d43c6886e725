package io.github.tfestimator.cnn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The oracle itself, held against the definition of a derivative. */
class NaiveCnnTest {
  private static final double H = 1e-6;

  private final NaiveCnn cnn = NaiveCnn.ofWaves(2, 3, 5);
  private final double[] images = NaiveCnn.wave(2 * 784, 1, 0.37);
  private final int[] labels = {3, 8};

  @Test
  void gradientsAreFiniteDifferencesOfTheLoss() {
    Map<String, double[]> gradients = cnn.backward(images, labels);
    assertThat(gradients).containsOnlyKeys(cnn.variables().keySet());
    gradients.forEach(
        (name, gradient) -> {
          double scale = Arrays.stream(gradient).map(Math::abs).max().orElseThrow();
          assertThat(scale).as(name).isPositive();
          for (int i = 0; i < gradient.length; i += 1 + gradient.length / 60) {
            assertThat(gradient[i])
                .as("%s[%d]", name, i)
                .isCloseTo(difference(cnn.variables().get(name), i), within(1e-6 * scale));
          }
        });
  }

  @Test
  void aStepDownTheGradientLowersTheLoss() {
    var moved = new NaiveCnn(2, 3, 5, cnn.step(images, labels, 0.01));
    assertThat(moved.forward(images, labels).loss()).isLessThan(cnn.forward(images, labels).loss());
  }

  private double difference(double[] values, int i) {
    double before = values[i];
    values[i] = before + H;
    double above = cnn.forward(images, labels).loss();
    values[i] = before - H;
    double below = cnn.forward(images, labels).loss();
    values[i] = before;
    return (above - below) / (2 * H);
  }
}
