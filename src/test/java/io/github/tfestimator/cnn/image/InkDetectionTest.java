package io.github.tfestimator.cnn.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Dark or light ink as the graph tells it, against {@link JavaDecoder}, which shares no code. */
@Tag("medium")
class InkDetectionTest {

  @ParameterizedTest
  @CsvSource({"1,1", "1,5", "5,1", "2,2", "3,3", "28,28", "61,47"})
  void isThatOfPlainJavaForAnyOpacity(int width, int height) throws IOException {
    var random = new Random(width * 31L + height);
    int dark = 0;
    for (int round = 0; round < 40; round++) {
      // About as bright and as opaque as decides it, one way or the other.
      int brightness = 117 + random.nextInt(22);
      int opacity = random.nextInt(3) == 0 ? 255 : 117 + random.nextInt(22);
      int[] samples = new int[width * height * 4];
      for (int i = 0; i < samples.length; i++) {
        int center = i % 4 == 3 ? opacity : brightness;
        samples[i] = Math.max(0, Math.min(255, center + random.nextInt(21) - 10));
      }
      byte[] file =
          RawPng.of(
              width, height, 8, RawPng.RGB_ALPHA, (x, y, c) -> samples[(y * width + x) * 4 + c]);
      byte[] actual = ImageFiles.decode(file, Ink.DETECT);
      GrayImage image = GrayConversion.of(ImageIO.read(new ByteArrayInputStream(file)));
      Ink expected = image.isDarkOnLight() ? Ink.DARK_ON_LIGHT : Ink.LIGHT_ON_DARK;
      Ink other = expected == Ink.DARK_ON_LIGHT ? Ink.LIGHT_ON_DARK : Ink.DARK_ON_LIGHT;
      assertThat(actual).isEqualTo(ImageFiles.decode(file, expected));
      if (!Arrays.equals(actual, ImageFiles.decode(file, other))) {
        dark += expected == Ink.DARK_ON_LIGHT ? 1 : 0;
      }
    }
    assertThat(dark).isBetween(1, 39);
  }

  /** Sums beyond 32 bits: of the border, and of all. */
  @ParameterizedTest
  @CsvSource({"20000,1250,255,255", "4000,4000,255,255", "4000,4000,0,255", "4000,4000,0,120"})
  void isExactForLargeImages(int width, int height, int borderOpacity, int gray) {
    byte[] file =
        RawPng.of(
            width,
            height,
            8,
            RawPng.GRAY_ALPHA,
            (x, y, c) -> {
              boolean isBorder = x == 0 || y == 0 || x == width - 1 || y == height - 1;
              return c == 0 ? gray : isBorder ? borderOpacity : 255;
            });
    boolean isDark = borderOpacity == 255 ? gray > 127 : gray <= 127;
    int expected = isDark ? 255 - gray : gray;
    assertThat(ImageFiles.decode(file, Ink.DETECT)[14 * 28 + 14] & 0xff).isEqualTo(expected);
  }
}
