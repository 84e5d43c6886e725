package io.github.tfestimator.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfestimator.data.Pictures.Ink;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.function.IntBinaryOperator;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PicturesTest {
  private static final IntBinaryOperator ALL_VALUES = (x, y) -> (y * 28 + x) % 256;

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"png", "bmp", "gif"})
  void a28x28GreyFileComesThroughByteForByte(String format) throws IOException {
    Path file = Files.write(folder.resolve("digit"), encode(grey(28, 28, ALL_VALUES), format));
    assertThat(Pictures.read28x28(file, Ink.LIGHT_ON_DARK)).isEqualTo(expected(ALL_VALUES));
  }

  @Test
  void readsJpeg() throws IOException {
    IntBinaryOperator smooth = (x, y) -> 4 * x + 3 * y;
    byte[] pixels = decode(encode(grey(28, 28, smooth), "jpeg"), Ink.LIGHT_ON_DARK);
    for (int i = 0; i < 784; i++) {
      int original = smooth.applyAsInt(i % 28, i / 28);
      assertThat(pixels[i] & 0xff).isBetween(original - 6, original + 6);
    }
  }

  @Test
  void ofSixteenBitsTheUpperEightCount() throws IOException {
    var deep = new BufferedImage(28, 28, BufferedImage.TYPE_USHORT_GRAY);
    fill(deep, (x, y) -> ALL_VALUES.applyAsInt(x, y) << 8 | 0xff);
    assertThat(decode(encode(deep, "png"), Ink.LIGHT_ON_DARK)).isEqualTo(expected(ALL_VALUES));

    BufferedImage color =
        ImageTypeSpecifier.createInterleaved(
                ColorSpace.getInstance(ColorSpace.CS_sRGB),
                new int[] {0, 1, 2},
                DataBuffer.TYPE_USHORT,
                false,
                false)
            .createBufferedImage(28, 28);
    fill(color, (x, y) -> ALL_VALUES.applyAsInt(x, y) << 8);
    assertThat(decode(encode(color, "png"), Ink.LIGHT_ON_DARK)).isEqualTo(expected(ALL_VALUES));
  }

  @ParameterizedTest
  @CsvSource({"255,0,0,76", "0,255,0,150", "0,0,255,29", "255,255,255,255", "10,20,30,18"})
  void coloursBecomeGreyByRec601(int red, int green, int blue, int grey) throws IOException {
    int rgb = red << 16 | green << 8 | blue;
    for (int type :
        new int[] {
          BufferedImage.TYPE_INT_RGB, BufferedImage.TYPE_3BYTE_BGR, BufferedImage.TYPE_INT_ARGB
        }) {
      var image = new BufferedImage(28, 28, type);
      for (int i = 0; i < 784; i++) {
        image.setRGB(i % 28, i / 28, 0xff000000 | rgb);
      }
      assertThat(decode(encode(image, "png"), Ink.LIGHT_ON_DARK)).containsOnly(grey);
    }
  }

  @Test
  void readsPalettes() throws IOException {
    byte[] red = {0, (byte) 255, 100, 0};
    byte[] green = {0, 0, 100, (byte) 255};
    byte[] blue = {0, 0, 100, 0};
    int[] greys = {0, 76, 100, 150};
    IntBinaryOperator index = (x, y) -> (x + y) % 4;
    for (int bits : new int[] {2, 8}) {
      var palette = new IndexColorModel(bits, 4, red, green, blue);
      int type = bits == 8 ? BufferedImage.TYPE_BYTE_INDEXED : BufferedImage.TYPE_BYTE_BINARY;
      var image = new BufferedImage(28, 28, type, palette);
      fill(image, index);
      for (String format : new String[] {"png", "gif"}) {
        assertThat(decode(encode(image, format), Ink.LIGHT_ON_DARK))
            .isEqualTo(expected((x, y) -> greys[index.applyAsInt(x, y)]));
      }
    }
  }

  @Test
  void readsBlackAndWhite() throws IOException {
    var image = new BufferedImage(28, 28, BufferedImage.TYPE_BYTE_BINARY);
    fill(image, (x, y) -> x % 2);
    assertThat(decode(encode(image, "png"), Ink.LIGHT_ON_DARK))
        .isEqualTo(expected((x, y) -> 255 * (x % 2)));
  }

  @Test
  void invertsWhatIsDarkOnLight() throws IOException {
    byte[] file = encode(grey(28, 28, ALL_VALUES), "png");
    assertThat(decode(file, Ink.DARK_ON_LIGHT))
        .isEqualTo(expected((x, y) -> 255 - ALL_VALUES.applyAsInt(x, y)));
  }

  @Test
  void detectsByTheBordersMean() throws IOException {
    // Within, the opposite of the border.
    byte[] dark = encode(grey(28, 28, (x, y) -> onBorder(x, y) ? 127 : 255), "png");
    assertThat(decode(dark, Ink.DETECT)).isEqualTo(expected((x, y) -> onBorder(x, y) ? 127 : 255));
    byte[] light = encode(grey(28, 28, (x, y) -> onBorder(x, y) ? 128 : 0), "png");
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

  @Test
  void readsPalettesWithATransparentColour() throws IOException {
    byte[] values = {0, (byte) 200};
    var palette = new IndexColorModel(8, 2, values, values, values, 0);
    var image = new BufferedImage(28, 28, BufferedImage.TYPE_BYTE_INDEXED, palette);
    fill(image, (x, y) -> x == 14 ? 1 : 0);
    for (String format : new String[] {"png", "gif"}) {
      assertThat(decode(encode(image, format), Ink.DARK_ON_LIGHT))
          .isEqualTo(expected((x, y) -> x == 14 ? 55 : 0));
    }
  }

  /** The oracle: each pixel repeated 28 x 28 times, of which side x side then make one. */
  @ParameterizedTest
  @ValueSource(ints = {28, 29, 56, 61, 100})
  void shrinksByAveragingAreas(int side) throws IOException {
    int[] grey = new Random(side).ints((long) side * side, 0, 256).toArray();
    byte[] file = encode(grey(side, side, (x, y) -> grey[y * side + x]), "png");
    byte[] pixels = decode(file, Ink.LIGHT_ON_DARK);
    for (int i = 0; i < 784; i++) {
      long sum = 0;
      for (int y = i / 28 * side; y < (i / 28 + 1) * side; y++) {
        for (int x = i % 28 * side; x < (i % 28 + 1) * side; x++) {
          sum += grey[y / 28 * side + x / 28];
        }
      }
      assertThat(pixels[i] & 0xff).isEqualTo((int) Math.round((double) sum / side / side));
    }
  }

  @Test
  void enlargesBilinearly() throws IOException {
    // 14 columns, 0 10 20 ...: a column of ours lies 1/4 to the left or right of one of theirs.
    byte[] pixels = decode(encode(grey(14, 14, (x, y) -> 10 * x + 8), "png"), Ink.LIGHT_ON_DARK);
    for (int x = 1; x < 27; x++) {
      assertThat(pixels[14 * 28 + x]).isEqualTo((byte) Math.round(10 * ((x + 0.5) / 2 - 0.5) + 8));
    }
  }

  @Test
  void padsToASquareWithTheBordersMedian() throws IOException {
    // A stroke from edge to edge, on 20: the border's median is 20, its mean is not.
    byte[] file = encode(grey(10, 28, (x, y) -> x == 5 ? 250 : 20), "png");
    assertThat(decode(file, Ink.LIGHT_ON_DARK)).isEqualTo(expected((x, y) -> x == 14 ? 250 : 20));
    byte[] wide = encode(grey(56, 20, (x, y) -> y >= 10 && y < 12 ? 250 : 20), "png");
    assertThat(decode(wide, Ink.LIGHT_ON_DARK)).isEqualTo(expected((x, y) -> y == 14 ? 250 : 20));
  }

  @Test
  void readsPicturesOfOnePixelAndOfOneRow() throws IOException {
    assertThat(decode(encode(grey(1, 1, (x, y) -> 9), "png"), Ink.DETECT)).containsOnly(9);
    assertThat(decode(encode(grey(20_000, 1, (x, y) -> 9), "png"), Ink.DETECT)).containsOnly(9);
  }

  @Test
  void refusesHugePicturesBeforeDecodingThem() {
    for (int[] size : new int[][] {{20_001, 1}, {1, 20_001}, {8_001, 8_000}}) {
      assertRefused(
          () -> decode(pngHeader(size[0], size[1]), Ink.DETECT),
          "digit has %dx%d pixels; give a picture of at most".formatted(size[0], size[1]));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "jpeg", "bmp", "gif"})
  void refusesTruncatedPictures(String format) throws IOException {
    byte[] file = encode(grey(60, 50, (x, y) -> x * y % 256), format);
    decode(file, Ink.DETECT);
    byte[] half = Arrays.copyOf(file, file.length / 2 + 200);
    assertRefused(() -> decode(half, Ink.DETECT), "digit can't be decoded: it is damaged, trunc");
  }

  @Test
  void refusesWhatIsNoPicture() throws IOException {
    Path text =
        Files.writeString(folder.resolve("digit.png"), "not a picture", StandardCharsets.UTF_8);
    assertRefused(
        () -> Pictures.read28x28(text, Ink.DETECT),
        text + " is no picture that can be read; give PNG, JPEG, GIF or BMP");
    Path empty = Files.write(folder.resolve("empty.png"), new byte[0]);
    assertRefused(() -> Pictures.read28x28(empty, Ink.DETECT), empty + " is empty");
    Path missing = folder.resolve("missing.png");
    assertRefused(() -> Pictures.read28x28(missing, Ink.DETECT), missing + " doesn't exist");
    assertRefused(() -> Pictures.read28x28(folder, Ink.DETECT), folder + " is a folder");
  }

  private static void assertRefused(Runnable decoding, String message) {
    assertThatThrownBy(decoding::run)
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith(message);
  }

  private static boolean onBorder(int x, int y) {
    return x == 0 || y == 0 || x == 27 || y == 27;
  }

  private static byte[] decode(byte[] file, Ink ink) {
    return Pictures.decode28x28(file, "digit", ink);
  }

  private static byte[] expected(IntBinaryOperator grey) {
    byte[] pixels = new byte[784];
    for (int i = 0; i < 784; i++) {
      pixels[i] = (byte) grey.applyAsInt(i % 28, i / 28);
    }
    return pixels;
  }

  private static BufferedImage grey(int width, int height, IntBinaryOperator value) {
    var image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
    fill(image, value);
    return image;
  }

  /** Puts the same number into all of a pixel's samples. */
  private static void fill(BufferedImage image, IntBinaryOperator value) {
    int[] samples = new int[image.getRaster().getNumBands()];
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        Arrays.fill(samples, value.applyAsInt(x, y));
        image.getRaster().setPixel(x, y, samples);
      }
    }
  }

  private static byte[] encode(BufferedImage image, String format) throws IOException {
    var file = new ByteArrayOutputStream();
    assertThat(ImageIO.write(image, format, file)).isTrue();
    return file.toByteArray();
  }

  /** A PNG file up to its header: 8-bit grey. */
  private static byte[] pngHeader(int width, int height) {
    return ByteBuffer.allocate(33)
        .put(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'})
        .putInt(13)
        .put("IHDR".getBytes(StandardCharsets.US_ASCII))
        .putInt(width)
        .putInt(height)
        .put(new byte[] {8, 0, 0, 0, 0})
        .putInt(0)
        .array();
  }
}
