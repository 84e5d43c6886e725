package io.github.tfestimator.cnn.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DigitsTest {
  private static final LabeledImages DIGITS = Digits.draw(1000, 42);

  @Test
  void theBitsAreThoseOfEveryOtherMachine() throws Exception {
    byte[] hash =
        MessageDigest.getInstance("SHA-256").digest(Digits.draw(100, 42).images().pixels());

    assertThat(HexFormat.of().formatHex(hash))
        .isEqualTo("01032ec5b06011039802c4467ade9ac092a7c6381aeaa0ee6e228aa628adfe56");
  }

  @Test
  void askingForMoreOnlyAddsImages() {
    LabeledImages few = Digits.draw(30, 42);
    assertThat(Digits.draw(1, 42).size()).isOne();

    int[] first = IntStream.range(0, 30).toArray();
    assertThat(few.images().pixels()).isEqualTo(DIGITS.images().select(first).pixels());
    assertThat(few.labels()).isEqualTo(DIGITS.select(first).labels());
  }

  @Test
  void anotherSeedDrawsOtherImages() {
    LabeledImages otherDigits = Digits.draw(1000, 43);

    for (int i = 0; i < DIGITS.size(); i++) {
      assertThat(otherDigits.images().image(i)).isNotEqualTo(DIGITS.images().image(i));
    }
  }

  @Test
  void noTwoImagesAreTheSame() {
    assertThat(IntStream.range(0, 1000).mapToObj(i -> HexFormat.of().formatHex(image(i))))
        .doesNotHaveDuplicates();
  }

  @Test
  void theImagesAreOfMnistsSize() {
    assertThat(DIGITS.images().rows()).isEqualTo(28);
    assertThat(DIGITS.images().columns()).isEqualTo(28);
  }

  @Test
  void theClassesTakeTurns() {
    assertThat(Digits.draw(12, 1).labels()).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1);
  }

  @Test
  void theCenterOfMassIsInTheMiddle() {
    for (int i = 0; i < DIGITS.size(); i++) {
      double mass = 0;
      double right = 0;
      double down = 0;
      for (int pixel = 0; pixel < 28 * 28; pixel++) {
        int ink = DIGITS.images().pixel(i, pixel);
        mass += ink;
        right += ink * (pixel % 28 + 0.5);
        down += ink * (pixel / 28 + 0.5);
      }
      assertThat(right / mass).as("column, image %d", i).isEqualTo(14, within(1.0));
      assertThat(down / mass).as("row, image %d", i).isEqualTo(14, within(1.0));
    }
  }

  @Test
  void theInkFillsABoxOfTwentyPixels() {
    for (int i = 0; i < DIGITS.size(); i++) {
      int image = i;
      int[] inked =
          IntStream.range(0, 28 * 28)
              .filter(pixel -> DIGITS.images().pixel(image, pixel) > 0)
              .toArray();
      var rows = IntStream.of(inked).map(pixel -> pixel / 28).summaryStatistics();
      var columns = IntStream.of(inked).map(pixel -> pixel % 28).summaryStatistics();
      int height = rows.getMax() - rows.getMin() + 1;
      int width = columns.getMax() - columns.getMin() + 1;
      assertThat(Math.max(height, width)).as("image %d", i).isEqualTo(20);
    }
  }

  @Test
  void strokesAreLightWithGrayEdges() {
    for (int i = 0; i < DIGITS.size(); i++) {
      int image = i;
      int[] ink = IntStream.range(0, 28 * 28).map(p -> DIGITS.images().pixel(image, p)).toArray();
      assertThat(ink).as("image %d", i).contains(0);
      assertThat(IntStream.of(ink).filter(p -> p > 20 && p < 235).count()).isGreaterThan(10);
      assertThat(IntStream.of(ink).max().getAsInt()).as("image %d", i).isGreaterThan(200);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -5})
  void aCountBelowOneIsRefusedByItsValue(int count) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Digits.draw(count, 1))
        .withMessage("count (" + count + ") must be 1 or more");
  }

  private static byte[] image(int i) {
    return DIGITS.images().image(i);
  }
}
