package io.github.tfestimator.cnn.image;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ClassificationTest {
  private static final Classification ONE = new Classification(1, new float[] {0.25f, 0.75f});

  @Test
  void saysHowProbableItsClassIs() {
    assertThat(ONE.probability()).isEqualTo(0.75f);
  }

  @Test
  void isEqualToAnotherOfTheSameNumbers() {
    var same = new Classification(1, new float[] {0.25f, 0.75f});
    assertThat(ONE).isEqualTo(same).hasSameHashCodeAs(same);
    assertThat(ONE)
        .isNotEqualTo(new Classification(0, new float[] {0.25f, 0.75f}))
        .isNotEqualTo(new Classification(1, new float[] {0.5f, 0.75f}));
    assertThat(ONE)
        .hasToString("Classification[classId=1, probabilities=[0.25, 0.75], found=true]");
  }
}
