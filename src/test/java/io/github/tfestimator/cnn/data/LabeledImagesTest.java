package io.github.tfestimator.cnn.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class LabeledImagesTest {
  private static final byte[] PIXELS = {0, 1, 2, 3, 4, (byte) 255, 6, 7, 8, 9, 10, 11};

  /**
   * The value is that of {@code printf
   * '\0\0\10\3\0\0\0\2\0\0\0\2\0\0\0\3\0\1\2\3\4\377\6\7\10\11\12\13\0\0\10\1\0\0\0\2\7\1' |
   * sha256sum}.
   */
  @Test
  void hashesTheBytesOfTheTwoIdxFiles() {
    assertThat(of(2, 3, 7, 1).sha256())
        .isEqualTo("6e618a96238ce648b3754cb8617746086b5f1cedc257a236383a5de47fdd4748");
  }

  @Test
  void anotherShapeOrOrderOrLabelHasAnotherHash() {
    LabeledImages examples = of(2, 3, 7, 1);
    assertThat(examples.sha256())
        .isNotEqualTo(of(3, 2, 7, 1).sha256())
        .isNotEqualTo(of(2, 3, 7, 2).sha256())
        .isNotEqualTo(examples.select(new int[] {1, 0}).sha256())
        .isEqualTo(examples.select(new int[] {0, 1}).sha256());
  }

  @Test
  void refusesToHashLabelsThatAreNoBytes() {
    assertThatThrownBy(() -> of(2, 3, 7, 256).sha256())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("label (256) must be 0 to 255");
  }

  private static LabeledImages of(int rows, int columns, int... labels) {
    return new LabeledImages(Images.of(rows, columns, PIXELS.clone()), labels);
  }
}
