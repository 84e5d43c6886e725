package io.github.tfestimator.cnn.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
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
  void labelsNeedNames() {
    Images images = Images.of(2, 3, PIXELS.clone());
    assertThatThrownBy(() -> new LabeledImages(images, new int[] {0, 2}, List.of("a", "b")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("label (2) must be 0 to 1, as there are 2 classes");
  }

  /** The value is Python's: sha256 over struct.pack(">5i", 2052, 2, 1, 2, 3) and so on. */
  @Test
  void hashesColorImagesAndLargeLabels() {
    var examples = new LabeledImages(Images.of(1, 2, 3, PIXELS.clone()), new int[] {7, 256});
    assertThat(examples.sha256())
        .isEqualTo("fe1c97e4107bfcd44d1ec1f46931a772f10f66c33a5ee5b78dd757a229733709");
  }

  private static LabeledImages of(int rows, int columns, int... labels) {
    return new LabeledImages(Images.of(rows, columns, PIXELS.clone()), labels);
  }
}
