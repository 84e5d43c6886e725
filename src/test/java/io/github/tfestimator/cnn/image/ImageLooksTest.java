package io.github.tfestimator.cnn.image;

import static io.github.tfestimator.cnn.image.ImageFiles.ALL_VALUES;
import static io.github.tfestimator.cnn.image.ImageFiles.decode;
import static io.github.tfestimator.cnn.image.ImageFiles.encode;
import static io.github.tfestimator.cnn.image.ImageFiles.expected;
import static io.github.tfestimator.cnn.image.ImageFiles.gray;
import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Decoded images that become digits: ink, background, size. */
class ImageLooksTest {

  @Test
  void invertsWhatIsDarkOnLight() throws IOException {
    byte[] file = encode(gray(28, 28, ALL_VALUES), "png");
    assertThat(decode(file, Ink.DARK_ON_LIGHT))
        .isEqualTo(expected((x, y) -> 255 - ALL_VALUES.applyAsInt(x, y)));
  }

  @Test
  void detectsByTheBordersMean() throws IOException {
    // Within, the opposite of the border.
    byte[] dark = encode(gray(28, 28, (x, y) -> onBorder(x, y) ? 127 : 255), "png");
    assertThat(decode(dark, Ink.DETECT)).isEqualTo(expected((x, y) -> onBorder(x, y) ? 127 : 255));
    byte[] light = encode(gray(28, 28, (x, y) -> onBorder(x, y) ? 128 : 0), "png");
    assertThat(decode(light, Ink.DETECT)).isEqualTo(expected((x, y) -> onBorder(x, y) ? 127 : 255));
  }

  @Test
  void whatIsTransparentShowsTheBackground() throws IOException {
    // A stroke, half of it half transparent, on nothing.
    for (int ink : new int[] {0x000000, 0xffffff}) {
      var image = new BufferedImage(28, 28, BufferedImage.TYPE_INT_ARGB);
      for (int y = 5; y < 20; y++) {
        image.setRGB(10, y, 0xff000000 | ink);
        image.setRGB(11, y, 0x80000000 | ink);
      }
      byte[] expected =
          expected((x, y) -> y < 5 || y >= 20 ? 0 : x == 10 ? 255 : x == 11 ? 128 : 0);
      Ink polarity = ink == 0 ? Ink.DARK_ON_LIGHT : Ink.LIGHT_ON_DARK;
      assertThat(decode(encode(image, "png"), polarity)).isEqualTo(expected);
      assertThat(decode(encode(image, "png"), Ink.DETECT)).isEqualTo(expected);
    }
  }

  /** The oracle: each pixel repeated 28 x 28 times, of which side x side then make one. */
  @ParameterizedTest
  @ValueSource(ints = {28, 29, 56, 61, 100})
  void shrinksByAveragingAreas(int side) throws IOException {
    int[] gray = new Random(side).ints((long) side * side, 0, 256).toArray();
    byte[] file = encode(gray(side, side, (x, y) -> gray[y * side + x]), "png");
    byte[] pixels = decode(file, Ink.LIGHT_ON_DARK);
    for (int i = 0; i < 784; i++) {
      long sum = 0;
      for (int y = i / 28 * side; y < (i / 28 + 1) * side; y++) {
        for (int x = i % 28 * side; x < (i % 28 + 1) * side; x++) {
          sum += gray[y / 28 * side + x / 28];
        }
      }
      assertThat(pixels[i] & 0xff).isEqualTo((int) Math.round((double) sum / side / side));
    }
  }

  @Test
  void enlargesBilinearly() throws IOException {
    // A plane, which bilinear interpolation keeps; our pixels lie a quarter of theirs off center.
    byte[] file = encode(gray(14, 14, (x, y) -> 10 * x + 7 * y + 8), "png");
    byte[] pixels = decode(file, Ink.LIGHT_ON_DARK);
    for (int y = 1; y < 27; y++) {
      for (int x = 1; x < 27; x++) {
        double plane = 10 * ((x + 0.5) / 2 - 0.5) + 7 * ((y + 0.5) / 2 - 0.5) + 8;
        assertThat(pixels[y * 28 + x]).isEqualTo((byte) Math.round(plane));
      }
    }
  }

  @Test
  void padsToASquareWithTheBordersMedian() throws IOException {
    // A stroke from edge to edge, on 20: the border's median is 20, its mean is not.
    byte[] file = encode(gray(10, 28, (x, y) -> x == 5 ? 250 : 20), "png");
    assertThat(decode(file, Ink.LIGHT_ON_DARK)).isEqualTo(expected((x, y) -> x == 14 ? 250 : 20));
    byte[] wide = encode(gray(56, 20, (x, y) -> y >= 10 && y < 12 ? 250 : 20), "png");
    assertThat(decode(wide, Ink.LIGHT_ON_DARK)).isEqualTo(expected((x, y) -> y == 14 ? 250 : 20));
  }

  @Test
  void readsImagesOfOnePixelAndOfOneRow() throws IOException {
    assertThat(decode(encode(gray(1, 1, (x, y) -> 9), "png"), Ink.DETECT)).containsOnly(9);
    assertThat(decode(encode(gray(20_000, 1, (x, y) -> 9), "png"), Ink.DETECT)).containsOnly(9);
  }

  private static boolean onBorder(int x, int y) {
    return x == 0 || y == 0 || x == 27 || y == 27;
  }
}
