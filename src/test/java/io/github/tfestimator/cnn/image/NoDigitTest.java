package io.github.tfestimator.cnn.image;

import static io.github.tfestimator.cnn.image.EncodedDigits.jpeg;
import static io.github.tfestimator.cnn.image.EncodedDigits.png;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfestimator.input.DataException;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Images in which there is no digit to find. */
@Tag("medium")
class NoDigitTest {
  private static final ImageDecoder DECODER = new ImageDecoder();

  /** Several of each, as most are random. */
  private static final int COUNT = 6;

  @AfterAll
  static void close() {
    DECODER.close();
  }

  private static void assertNoDigit(byte[] file) {
    assertThat(DECODER.fit(file, "the image").found()).isFalse();
  }

  private static DrawnDigit empty(boolean isLight, int seed) {
    Plane nothing = Plane.of(DrawnDigit.SIDE, DrawnDigit.SIDE, (x, y) -> 0);
    return new DrawnDigit(new byte[784], 0, nothing, isLight, new SplittableRandom(seed));
  }

  @ParameterizedTest
  @CsvSource({"1,1", "1,20000", "20000,1", "28,28", "3,40", "280,280", "1000,700"})
  void paperOfOneColorHasNoDigit(int width, int height) {
    for (int color : new int[] {0, 1, 128, 254, 255}) {
      assertNoDigit(png(Plane.of(width, height, (x, y) -> color)));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 4, 20})
  void noiseHasNoDigit(int strength) {
    for (int i = 0; i < COUNT; i++) {
      DrawnDigit empty = empty(i % 2 == 0, i);
      assertNoDigit(png(empty.noisy(empty.on(225, 0, empty.ink()), strength)));
      assertNoDigit(png(empty.noisy(empty.on(225, 0, empty.ink()), strength).cut(0, 0, 28, 28)));
    }
  }

  @Test
  void pixelsOfAnyColorHaveNoDigit() {
    for (int side : new int[] {28, 64, 280}) {
      var random = new SplittableRandom(side);
      assertNoDigit(png(Plane.of(side, side, (x, y) -> random.nextInt(256))));
      assertNoDigit(png(Plane.of(side, side, (x, y) -> 255 * random.nextInt(2))));
    }
  }

  /** All of the image but a corner. */
  @Test
  void inkAllOverIsNoDigit() {
    for (int i = 0; i < 2; i++) {
      DrawnDigit empty = empty(i == 0, i);
      assertNoDigit(png(empty.clean(empty.ink().map(v -> 1))));
      assertNoDigit(png(empty.clean(empty.ink().or((x, y) -> x + y < 20 ? 0 : 1))));
    }
  }

  @Test
  void linedAndSquaredPaperHasNoDigit() {
    for (int i = 0; i < COUNT; i++) {
      DrawnDigit empty = empty(i % 2 == 0, i);
      boolean isSquared = i % 4 < 2;
      Plane lines = empty.ink().or(OwnKinds.lines(empty.random(), isSquared));
      assertNoDigit(jpeg(empty.on(240, 40, lines), 0.9));
    }
  }

  @Test
  void lightAloneIsNoDigit() {
    for (int i = 0; i < COUNT; i++) {
      Plane light = Light.gradient(280, 280, 0.8, new SplittableRandom(i));
      assertNoDigit(jpeg(light.map(v -> 180 * v), 0.9));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4, 10})
  void aFrameAloneIsNoDigit(int width) {
    for (int i = 0; i < 2; i++) {
      DrawnDigit empty = empty(i == 0, i);
      assertNoDigit(png(empty.clean(TableKinds.framed(empty.ink(), width))));
    }
  }

  /** Not all of them: a shadow's edge on the sheet may look like a stroke. */
  @Test
  void mostEmptySheetsOnADarkTableHaveNoDigit() {
    int withDigit = 0;
    for (int i = 0; i < 20; i++) {
      byte[] file = PhotoKinds.onTable(empty(false, i), 45, true);
      withDigit += DECODER.fit(file, "the image").found() ? 1 : 0;
    }
    assertThat(withDigit).isLessThanOrEqualTo(4);
  }

  @Test
  void anEmptySheetInEvenLightIsNoDigit() {
    for (int i = 0; i < COUNT; i++) {
      assertNoDigit(new Photo().of(empty(false, i)));
    }
  }

  /** The rest of a damaged file may show a digit or none. */
  @Test
  void aFileThatEndsSomewhereIsRefusedOrFitted() {
    DrawnDigit empty = empty(false, 1);
    for (byte[] file :
        List.of(png(empty.noisy(empty.on(225, 0, empty.ink()), 20)), new Photo().of(empty))) {
      int refused = 0;
      for (int end = 0; end < file.length; end += 100) {
        refused += isRefused(Arrays.copyOf(file, end)) ? 1 : 0;
      }
      assertThat(refused).isPositive();
    }
  }

  private static boolean isRefused(byte[] file) {
    try {
      DECODER.fit(file, "the image");
      return false;
    } catch (DataException e) {
      assertThat(e).hasMessageStartingWith("the image");
      return true;
    }
  }
}
