package io.github.tfestimator.cnn.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

/** Images in memory and images that are read on demand. */
class ImagesTest {
  private static final Images IN_MEMORY =
      Images.of(1, 2, new byte[] {10, 11, 20, 21, 30, (byte) 255});

  private final NumberedSource source = new NumberedSource();
  private final Images onDemand = Images.of(1, 2, 1, source);

  @Test
  void bothKindsHoldTheSame() {
    assertThat(IN_MEMORY.isReadOnDemand()).isFalse();
    assertThat(onDemand.isReadOnDemand()).isTrue();
    for (Images images : new Images[] {IN_MEMORY, onDemand}) {
      assertThat(images.size()).isEqualTo(3);
      assertThat(images.shape()).isEqualTo(new ImageShape(1, 2, 1));
      assertThat(images.pixel(1, 1)).isEqualTo(21);
      assertThat(images.pixel(2, 1)).isEqualTo(255);
      assertThat(images.image(1)).containsExactly(20, 21);
      assertThat(images.read(new int[] {2, 0})).containsExactly(30, -1, 10, 11);
      assertThat(images.pixels()).containsExactly(10, 11, 20, 21, 30, -1);
    }
  }

  @Test
  void aSelectionOfASelectionIsFoundInTheSource() {
    for (Images images : new Images[] {IN_MEMORY, onDemand}) {
      Images selected = images.select(new int[] {2, 1, 0}).select(new int[] {0, 2});
      assertThat(selected.size()).isEqualTo(2);
      assertThat(selected.image(0)).containsExactly(30, -1);
      assertThat(selected.pixels()).containsExactly(30, -1, 10, 11);
    }
    assertThat(onDemand.select(new int[] {2, 1}).identity(1)).isEqualTo("file 1");
  }

  @Test
  void closingClosesTheSource() {
    IN_MEMORY.close();
    onDemand.close();
    assertThat(source.closed).isTrue();
    var test = new NumberedSource();
    source.closed = false;
    new DataSplit(labeled(onDemand), labeled(Images.of(1, 2, 1, test))).close();
    assertThat(source.closed).isTrue();
    assertThat(test.closed).isTrue();
  }

  private static LabeledImages labeled(Images images) {
    return new LabeledImages(images, new int[images.size()]);
  }

  @Test
  void thePixelsAreACopy() {
    Images images = Images.of(1, 1, new byte[] {1});
    images.pixels()[0] = 2;
    assertThat(images.pixels()).containsExactly(1);
  }

  @Test
  void colorsStayTogetherWhenTransposed() {
    byte[] twoByTwo = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
    assertThat(Images.of(2, 2, 3, twoByTwo).transposed().pixels())
        .containsExactly(1, 2, 3, 7, 8, 9, 4, 5, 6, 10, 11, 12);
    Images wide = Images.of(1, 3, new byte[] {1, 2, 3, 4, 5, 6}).transposed();
    assertThat(wide.shape()).isEqualTo(new ImageShape(3, 1, 1));
    assertThat(wide.image(1)).containsExactly(4, 5, 6);
  }

  @Test
  void imagesFollowOthers() {
    Images joined = Images.of(1, 2, new byte[] {1, 2}).then(Images.of(1, 2, new byte[] {3, 4}));
    assertThat(joined.size()).isEqualTo(2);
    assertThat(joined.image(1)).containsExactly(3, 4);
  }

  @Test
  void impossibleShapesAreRefused() {
    refuses(0, 1, 1, 0, "rows (0) and columns (1) must be 1 or more");
    refuses(1, 0, 1, 0, "rows (1) and columns (0) must be 1 or more");
    refuses(1, 1, 2, 2, "channels (2) must be 1 or 3");
    refuses(1, 2, 3, 5, "5 pixels are no whole number of 1x2 images");
  }

  private static void refuses(int rows, int columns, int channels, int pixels, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Images.of(rows, columns, channels, new byte[pixels]))
        .withMessage(message);
  }
}
