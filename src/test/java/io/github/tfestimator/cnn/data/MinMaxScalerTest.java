package io.github.tfestimator.cnn.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class MinMaxScalerTest {
  // Three images of three pixels: one from 0 to 255, one from 10 to 20, one that is always 5.
  private static final Images THREE =
      Images.of(1, 3, new byte[] {0, 10, 5, (byte) 255, 20, 5, 100, 13, 5});

  /** The expected values: scikit-learn's {@code MinMaxScaler().fit(X)} of the same numbers. */
  @Test
  void scalesAsScikitLearn() {
    MinMaxScaler scaler = MinMaxScaler.fit(THREE);
    assertThat(scaler.width()).isEqualTo(3);
    assertThat(scaler.scale()).containsExactly(0.00392156862745098, 0.1, 1.0);
    assertThat(scaler.min()).containsExactly(0.0, -1.0, -5.0);

    float[] scaled = new float[10];
    for (int i = 0; i < 3; i++) {
      scaler.transform(THREE, i, scaled, 1 + 3 * i);
    }
    assertThat(scaled)
        .containsExactly(0, 0, 0, 0, 1, 1, 0, 0.3921568691730499f, 0.30000001192092896f, 0);
    assertThat(scaler.transform(1, 255)).isEqualTo(24.5f);
  }

  /**
   * The hashes: {@code sha256(MinMaxScaler().fit(train).transform(x).astype("<f4").tobytes())} with
   * x the training and the test pixels of the tutorial's split as uint8, scikit-learn 1.9.1, NumPy
   * 1.26.4.
   */
  @Test
  void scalesTheRealMnistAsScikitLearn() {
    DataSplit split = RealMnist.split();
    MinMaxScaler scaler = MinMaxScaler.fit(split.train().images());
    assertThat(RealMnist.sha256(split.train().images(), scaler))
        .isEqualTo("79318b47b6d3cb2059067c5cc55c6647b8193d49c017be8e10117b9663d69733");
    assertThat(RealMnist.sha256(split.test().images(), scaler))
        .isEqualTo("f357aab785a2b10e1c4d9b89bc710cedfaeb5c6189047e5621a14e56d50d7ac8");
    assertThat(constantPixels(scaler)).isEqualTo(68);
    assertThat(constantPixels(MinMaxScaler.fit(split.test().images()))).isEqualTo(103);
  }

  @Test
  void unitDividesBy255() {
    MinMaxScaler unit = MinMaxScaler.unit(2);
    for (int value = 0; value < 256; value++) {
      assertThat(unit.transform(1, value)).isEqualTo((float) (value / 255.0));
    }
  }

  @Test
  void tellsWhetherAllPixelsAreScaledAlike() {
    assertThat(MinMaxScaler.unit(2).isUniform()).isTrue();
    assertThat(MinMaxScaler.of(new double[] {1, 2}, new double[2]).isUniform()).isFalse();
    assertThat(MinMaxScaler.of(new double[] {1, 1}, new double[] {0, 1}).isUniform()).isFalse();
  }

  @Test
  void isTheSameAfterBeingReadBack() {
    MinMaxScaler fitted = MinMaxScaler.fit(THREE);
    MinMaxScaler readBack = MinMaxScaler.of(fitted.scale(), fitted.min());
    assertThat(readBack.scale()).isEqualTo(fitted.scale());
    assertThat(readBack.min()).isEqualTo(fitted.min());
  }

  @Test
  void keepsItsNumbersToItself() {
    double[] scale = {1};
    MinMaxScaler scaler = MinMaxScaler.of(scale, new double[] {0});
    scale[0] = 2;
    scaler.scale()[0] = 3;
    scaler.min()[0] = 4;
    assertThat(scaler.transform(0, 1)).isEqualTo(1);
  }

  @Test
  void refusesWhatNoScalerCanBeMadeOf() {
    Images none = Images.of(28, 28, new byte[0]);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MinMaxScaler.fit(none))
        .withMessageContaining("no images (0 found)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MinMaxScaler.unit(0))
        .withMessage("width (0) must be 1 or more");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MinMaxScaler.of(new double[2], new double[3]))
        .withMessageContaining("scale (2 numbers) and min (3 numbers)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MinMaxScaler.of(new double[0], new double[0]));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MinMaxScaler.of(new double[] {1, Double.NaN}, new double[2]))
        .withMessageContaining("scale (NaN) and min (0.0) of pixel 1 must be finite");
  }

  @Test
  void refusesImagesOfAnotherWidth() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MinMaxScaler.unit(784).transform(THREE, 0, new float[784], 0))
        .withMessage("the scaler is for images of 784 pixels, but these have 3");
  }

  private static long constantPixels(MinMaxScaler scaler) {
    return Arrays.stream(scaler.scale()).filter(scale -> scale == 1).count();
  }
}
