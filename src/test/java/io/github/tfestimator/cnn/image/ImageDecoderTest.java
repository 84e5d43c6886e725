package io.github.tfestimator.cnn.image;

import static io.github.tfestimator.cnn.image.ImageFiles.ALL_VALUES;
import static io.github.tfestimator.cnn.image.ImageFiles.decode;
import static io.github.tfestimator.cnn.image.ImageFiles.encode;
import static io.github.tfestimator.cnn.image.ImageFiles.expected;
import static io.github.tfestimator.cnn.image.ImageFiles.fill;
import static io.github.tfestimator.cnn.image.ImageFiles.gray;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfestimator.input.DataException;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.IntBinaryOperator;
import javax.imageio.ImageTypeSpecifier;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("medium")
class ImageDecoderTest {
  private static final ImageDecoder DECODER = new ImageDecoder();

  @AfterAll
  static void close() {
    DECODER.close();
  }

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"png", "bmp", "gif"})
  void a28x28GrayFileComesThroughByteForByte(String format) throws IOException {
    Path file = Files.write(folder.resolve("digit"), encode(gray(28, 28, ALL_VALUES), format));
    assertThat(DECODER.read28x28(file, Ink.LIGHT_ON_DARK)).isEqualTo(expected(ALL_VALUES));
  }

  @Test
  void readsJpeg() throws IOException {
    IntBinaryOperator smooth = (x, y) -> 4 * x + 3 * y;
    byte[] pixels = decode(encode(gray(28, 28, smooth), "jpeg"), Ink.LIGHT_ON_DARK);
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
  void colorsBecomeGrayByRec601(int red, int green, int blue, int gray) throws IOException {
    int rgb = red << 16 | green << 8 | blue;
    for (int type :
        new int[] {
          BufferedImage.TYPE_INT_RGB, BufferedImage.TYPE_3BYTE_BGR, BufferedImage.TYPE_INT_ARGB
        }) {
      var image = new BufferedImage(28, 28, type);
      for (int i = 0; i < 784; i++) {
        image.setRGB(i % 28, i / 28, 0xff000000 | rgb);
      }
      assertThat(decode(encode(image, "png"), Ink.LIGHT_ON_DARK)).containsOnly(gray);
    }
  }

  @Test
  void readsPalettes() throws IOException {
    byte[] red = {0, (byte) 255, 100, 0};
    byte[] green = {0, 0, 100, (byte) 255};
    byte[] blue = {0, 0, 100, 0};
    int[] grays = {0, 76, 100, 150};
    IntBinaryOperator index = (x, y) -> (x + y) % 4;
    for (int bits : new int[] {2, 8}) {
      var palette = new IndexColorModel(bits, 4, red, green, blue);
      int type = bits == 8 ? BufferedImage.TYPE_BYTE_INDEXED : BufferedImage.TYPE_BYTE_BINARY;
      var image = new BufferedImage(28, 28, type, palette);
      fill(image, index);
      for (String format : new String[] {"png", "gif"}) {
        assertThat(decode(encode(image, format), Ink.LIGHT_ON_DARK))
            .isEqualTo(expected((x, y) -> grays[index.applyAsInt(x, y)]));
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
  void readsPalettesWithATransparentColor() throws IOException {
    byte[] values = {0, (byte) 200};
    var palette = new IndexColorModel(8, 2, values, values, values, 0);
    var image = new BufferedImage(28, 28, BufferedImage.TYPE_BYTE_INDEXED, palette);
    fill(image, (x, y) -> x == 14 ? 1 : 0);
    assertThat(decode(encode(image, "png"), Ink.DARK_ON_LIGHT))
        .isEqualTo(expected((x, y) -> x == 14 ? 55 : 0));
    // TensorFlow has no opacity for GIFs: what is transparent is black.
    assertThat(decode(encode(image, "gif"), Ink.DARK_ON_LIGHT))
        .isEqualTo(expected((x, y) -> x == 14 ? 55 : 255));
  }

  @Test
  void aClosedDecoderSaysSo() throws IOException {
    byte[] file = encode(gray(28, 28, ALL_VALUES), "png");
    var decoder = new ImageDecoder();
    decoder.close();
    decoder.close();
    assertThatThrownBy(() -> decoder.decode28x28(file, "digit", Ink.DETECT))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void leavesNoNativeObjects() throws IOException {
    byte[] file = encode(gray(28, 28, ALL_VALUES), "png");
    decode(file, Ink.DETECT);
    long before = Pointer.totalCount();
    for (int i = 0; i < 5; i++) {
      try (var decoder = new ImageDecoder()) {
        decoder.decode28x28(file, "digit", Ink.DETECT);
        assertThatThrownBy(() -> decoder.decode28x28(new byte[9], "digit", Ink.DETECT));
      }
    }
    assertThat(Pointer.totalCount() - before).isLessThan(5);
  }

  @Test
  void refusesHugeImagesBeforeDecodingThem() {
    for (int[] size : new int[][] {{20_001, 1}, {1, 20_001}, {8_001, 8_000}}) {
      assertRefused(
          () -> decode(pngHeader(size[0], size[1]), Ink.DETECT),
          "digit has %dx%d pixels; give an image of at most".formatted(size[0], size[1]));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "jpeg", "bmp", "gif"})
  void refusesTruncatedImages(String format) throws IOException {
    byte[] file = encode(gray(60, 50, (x, y) -> x * y % 256), format);
    decode(file, Ink.DETECT);
    byte[] half = Arrays.copyOf(file, file.length / 2 + 200);
    boolean hasEnd = format.equals("png") || format.equals("jpeg");
    String what = hasEnd ? "cut off after " + half.length + " bytes; copy" : "damaged, truncated";
    assertRefused(() -> decode(half, Ink.DETECT), "digit can't be decoded: it is " + what);
  }

  @Test
  void decodesPhotosOfFiftyMegapixels() throws IOException {
    byte[] photo = encode(one(8), "jpeg");
    byte[] small = encode(one(1), "png");
    FittedImage fitted = DECODER.fit(photo, "photo");
    assertThat(fitted.found()).isTrue();
    assertClose(fitted.pixels(), DECODER.fit(small, "small").pixels());
    assertClose(decode(photo, Ink.DARK_ON_LIGHT), decode(small, Ink.DARK_ON_LIGHT));
  }

  /** A dark bar on light paper, of 1020x765 pixels or a multiple. */
  private static BufferedImage one(int scale) {
    var image = new BufferedImage(1020 * scale, 765 * scale, BufferedImage.TYPE_BYTE_GRAY);
    Graphics2D graphics = image.createGraphics();
    graphics.scale(scale, scale);
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, 1020, 765);
    graphics.setColor(Color.BLACK);
    graphics.fillRect(480, 200, 60, 400);
    graphics.dispose();
    return image;
  }

  private static void assertClose(byte[] actual, byte[] expected) {
    for (int i = 0; i < 784; i++) {
      assertThat(actual[i] & 0xff)
          .as("pixel %d", i)
          .isBetween((expected[i] & 0xff) - 3, (expected[i] & 0xff) + 3);
    }
  }

  @Test
  void refusesWhatIsNoImage() throws IOException {
    Path text =
        Files.writeString(folder.resolve("digit.png"), "not an image", StandardCharsets.UTF_8);
    assertRefused(
        () -> DECODER.read28x28(text, Ink.DETECT),
        text + " is a text, \"not an image\", not PNG, JPEG, GIF or BMP: give the right file,");
    Path heic = Files.write(folder.resolve("photo.jpg"), "\0\0\0\30ftypheic\0".getBytes(US_ASCII));
    assertRefused(
        () -> DECODER.read28x28(heic, Ink.DETECT),
        heic + " is an HEIC image, not PNG, JPEG, GIF or BMP: save it as JPEG or PNG, by heif");
    Path empty = Files.write(folder.resolve("empty.png"), new byte[0]);
    assertRefused(() -> DECODER.read28x28(empty, Ink.DETECT), empty + " is empty");
    Path missing = folder.resolve("missing.png");
    assertRefused(() -> DECODER.read28x28(missing, Ink.DETECT), missing + " doesn't exist");
    assertRefused(() -> DECODER.read28x28(folder, Ink.DETECT), folder + " is a folder");
  }

  private static void assertRefused(Runnable decoding, String message) {
    assertThatThrownBy(decoding::run)
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith(message);
  }

  /** A PNG file up to its header: 8-bit gray. */
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
