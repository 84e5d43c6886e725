package io.github.tfestimator.cnn.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNoException;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Shapes of images, and what is asked of them. */
class ImageOptionsTest {
  private static final Images WIDE = Images.of(2, 3, new byte[6]);

  @Test
  void shapesHaveBounds() {
    assertThat(new ImageShape(4096, 4096, 16)).hasToString("4096x4096x16");
    assertThat(new ImageShape(1, 1, 1).pixels()).isEqualTo(1);
    assertThat(new ImageShape(2, 3, 4).pixels()).isEqualTo(24);
    refuses(() -> new ImageShape(0, 1, 1), "height of images (0) must be 1 to 4096");
    refuses(() -> new ImageShape(1, 4097, 1), "width of images (4097) must be 1 to 4096");
    refuses(() -> new ImageShape(1, 1, 17), "channels of images (17) must be 1 to 16");
  }

  @Test
  void filesOfTheFormOfDigitsAreFittedUnlessToldOtherwise() {
    var digits = new ImageShape(28, 28, 1);
    var never = new ImageOptions(null, null, null, false, null, Fit.NEVER);
    assertThat(ImageOptions.NONE.fits(digits)).isTrue();
    assertThat(ImageOptions.NONE.fits(new ImageShape(28, 28, 3))).isFalse();
    assertThat(never.fits(digits)).isFalse();
  }

  @Test
  void heightAndWidthGoTogether() {
    String together = "height and width must be given together";
    refuses(() -> new ImageOptions(1, null, null, false, null, null), together);
    refuses(() -> new ImageOptions(null, 1, null, false, null, null), together);
    refuses(
        () -> new ImageOptions(1, 0, null, false, null, null),
        "width of images (0) must be 1 to 4096");
    refuses(
        () -> new ImageOptions(null, null, 2, false, null, null), "channels (2) must be 1 or 3");
  }

  @Test
  void imagesMustFit() {
    assertThatNoException()
        .isThrownBy(
            () -> {
              ImageOptions.NONE.requireFits("d", WIDE);
              new ImageOptions(2, 3, 1, false, null, null).requireFits("d", WIDE);
            });
    String size =
        " must be the 2x3 that the images of d have, as only image files are resized: leave it out";
    refuses(
        () -> new ImageOptions(1, 3, 1, false, null, null).requireFits("d", WIDE),
        "image size (1x3)" + size);
    refuses(
        () -> new ImageOptions(2, 2, 1, false, null, null).requireFits("d", WIDE),
        "image size (2x2)" + size);
    refuses(
        () -> new ImageOptions(null, null, 3, false, null, null).requireFits("d", WIDE),
        "channels (3) must be the 1 that the images of d have, as only image files are converted: leave it out");
  }

  @Test
  void aShapeKeepsTheRest() {
    assertThat(
            new ImageOptions(null, null, null, true, "names", null)
                .withShape(new ImageShape(2, 3, 1)))
        .isEqualTo(new ImageOptions(2, 3, 1, true, "names", null));
  }

  private static void refuses(ThrowingCallable call, String message) {
    assertThatIllegalArgumentException().isThrownBy(call).withMessage(message);
  }
}
