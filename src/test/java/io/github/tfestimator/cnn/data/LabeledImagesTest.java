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
    assertThatThrownBy(() -> new LabeledImages(images, new int[] {0, 1}, List.of("a", "a")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("class name (\"a\") must name one class");
  }

  /** The value is Python's: sha256 over struct.pack(">5i", 2052, 2, 1, 2, 3) and so on. */
  @Test
  void hashesColorImagesAndLargeLabels() {
    var examples = new LabeledImages(Images.of(1, 2, 3, PIXELS.clone()), new int[] {7, 256});
    assertThat(examples.sha256())
        .isEqualTo("fe1c97e4107bfcd44d1ec1f46931a772f10f66c33a5ee5b78dd757a229733709");
  }

  /** Python's: sha256 over struct.pack(">4i", 2051, 1, 1, 2), two bytes and so on. */
  @Test
  void hashesTheLabel255AsAByte() {
    var examples = new LabeledImages(Images.of(1, 2, new byte[] {0, 1}), new int[] {255});
    assertThat(examples.sha256())
        .isEqualTo("0bc5b12736be4f5efcd62d3d93c97fc47c75603fe14bbd4dcbd7359413340b8d");
  }

  /** Python's: the header as above, then b"file 2\nfile 0\n", then the labels. */
  @Test
  void hashesTheNamesOfFilesThatAreReadOnDemand() {
    Images images = Images.of(1, 2, 1, new NumberedSource()).select(new int[] {2, 0});
    assertThat(new LabeledImages(images, new int[] {7, 255}).sha256())
        .isEqualTo("50f6e916518749776cfd945f04989e0d7558c5eac53a318d1c05a14b44535e53");
  }

  @Test
  void everyImageHasALabel() {
    assertThatThrownBy(() -> new LabeledImages(Images.of(1, 1, new byte[2]), new int[1]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("2 images but 1 labels");
    assertThatThrownBy(() -> new LabeledImages(Images.of(1, 1, new byte[1]), new int[] {-1}))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void joinedExamplesHaveTheNamesOfMoreClasses() {
    LabeledImages few = of(2, 3, 0, 1).named(List.of("a", "b"));
    LabeledImages many = of(2, 3, 2, 0).named(List.of("x", "y", "z"));
    assertThat(few.then(many).classNames()).containsExactly("x", "y", "z");
    assertThat(many.then(few).classNames()).containsExactly("x", "y", "z");
    assertThat(few.then(many).labels()).containsExactly(0, 1, 2, 0);
    assertThat(few.then(of(2, 3, 1, 1).named(List.of("c", "d"))).classNames())
        .containsExactly("a", "b");
  }

  private static LabeledImages of(int rows, int columns, int... labels) {
    return new LabeledImages(Images.of(rows, columns, PIXELS.clone()), labels);
  }
}
