package io.github.tfestimator.cnn.image;

import static io.github.tfestimator.cnn.image.ImageFiles.encode;
import static io.github.tfestimator.cnn.image.ImageFiles.gray;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.within;

import io.github.tfestimator.cnn.data.RealMnist;
import io.github.tfestimator.cnn.image.FittingGraph.Pixels;
import io.github.tfestimator.cnn.image.LosslessImages.Image;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntBinaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("medium")
class FittedDecodingTest {
  private static final FittingGraph GRAPH = new FittingGraph();

  @AfterAll
  static void close() {
    GRAPH.close();
  }

  static List<Image> lossless() throws IOException {
    return LosslessImages.all();
  }

  @ParameterizedTest
  @MethodSource("lossless")
  void losslessFilesAreGrayToTheBit(Image image) {
    var expected = GrayConversion.of(image.image());
    int paper = expected.isDarkOnLight() ? 255 : 0;
    var decoded = GRAPH.gray(image.content());
    assertThat(decoded.columns()).isEqualTo(expected.width());
    assertThat(decoded.bytes()).isEqualTo(expected.over(paper).gray());
  }

  @ParameterizedTest
  @CsvSource({
    "1,1,1",
    "1,999,1",
    "999,5,1",
    "1000,1,2",
    "1537,1024,3",
    "4000,3000,8",
    "1,20000,40",
    "20000,3,40"
  })
  void aPngKeepsTheMiddleOfEachCell(int width, int height, int stride) {
    RawPng.Samples samples = (x, y, c) -> (x * 7 + y * 13) % 256;
    var decoded = GRAPH.gray(RawPng.of(width, height, 8, RawPng.GRAY, samples));
    int left = Math.min(stride / 2, width - 1);
    int top = Math.min(stride / 2, height - 1);
    assertThat(decoded.columns()).isEqualTo((width - left + stride - 1) / stride);
    assertThat(decoded.rows()).isEqualTo((height - top + stride - 1) / stride);
    assertThat(Math.max(decoded.rows(), decoded.columns())).isLessThan(1000);
    for (int row = 0; row < decoded.rows(); row++) {
      for (int column = 0; column < decoded.columns(); column++) {
        assertThat(decoded.at(row, column))
            .isEqualTo(samples.at(left + column * stride, top + row * stride, 0));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1,1,1,1",
    "999,700,999,700",
    "1000,700,500,350",
    "1999,9,1000,5",
    "2000,1000,500,250",
    "3999,1000,1000,250",
    "4032,1001,504,126",
    "9000,2000,562,125",
    "20000,100,500,3"
  })
  void aLargeJpegIsDecodedSmaller(int width, int height, int columns, int rows) throws IOException {
    IntBinaryOperator gradient = (x, y) -> 20 + x * 200 / width;
    var decoded = GRAPH.gray(encode(gray(width, height, gradient), "jpeg"));
    int more = columns == 1000 ? 500 : columns; // 1,000 are subsampled once more.
    assertThat(decoded.columns()).isEqualTo(more);
    assertThat(decoded.rows()).isCloseTo(rows * more / columns, within(1));
    for (int column = 0; column < more; column++) {
      double expected = 20 + 200.0 * (column + 0.5) / more - 100.0 / width;
      assertThat((double) decoded.at(0, column)).isCloseTo(expected, within(3.0));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void aJpegIsTurnedUpright(int orientation) throws IOException {
    byte[] upright = encode(gray(90, 60, FittedDecodingTest::ringOnPaper), "jpeg");
    byte[] exif = ExifBlocks.exif(ExifBlocks.tiff(ByteOrder.BIG_ENDIAN, orientation));
    var plain = GRAPH.plain(upright);
    var turned = GRAPH.gray(ExifBlocks.insert(upright, exif));
    assertThat(turned.rows()).isEqualTo(orientation < 5 ? 60 : 90);
    assertThat(GRAPH.plain(ExifBlocks.insert(upright, exif)).bytes()).isEqualTo(plain.bytes());
    for (int row = 0; row < 60; row++) {
      for (int column = 0; column < 90; column++) {
        int place = placeOf(orientation, row, column);
        int start = (row * 90 + column) * 4;
        // A JPEG's gray is stored; that of its colors was rounded twice more.
        assertThat(turned.bytes()[place] & 0xff).isCloseTo(luma(plain.bytes(), start), within(2));
      }
    }
  }

  private static int luma(byte[] rgba, int start) {
    int red = rgba[start] & 0xff;
    int green = rgba[start + 1] & 0xff;
    int blue = rgba[start + 2] & 0xff;
    return (299 * red + 587 * green + 114 * blue + 500) / 1000;
  }

  /** Returns the index of the pixel that a pixel of 60x90 becomes. */
  private static int placeOf(int orientation, int row, int column) {
    int up = 59 - row;
    int back = 89 - column;
    return switch (orientation) {
      case 1 -> row * 90 + column;
      case 2 -> row * 90 + back;
      case 3 -> up * 90 + back;
      case 4 -> up * 90 + column;
      case 5 -> column * 60 + row;
      case 6 -> column * 60 + up;
      case 7 -> back * 60 + up;
      default -> back * 60 + row;
    };
  }

  private static int ringOnPaper(int x, int y) {
    return isRing(x - 35, y - 32, 15) ? 30 : 220 + x / 9;
  }

  private static boolean isRing(int x, int y, int radius) {
    double distance = Math.hypot(x, y);
    return distance <= radius && distance >= radius * 0.7;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 255})
  void inkOnATransparentGroundIsFound(int ink) throws IOException {
    var image = new BufferedImage(200, 150, BufferedImage.TYPE_INT_ARGB);
    for (int i = 0; i < 200 * 150; i++) {
      int opacity = isRing(i % 200 - 90, i / 200 - 70, 50) ? 255 : 0;
      image.setRGB(i % 200, i / 200, opacity << 24 | ink * 0x10101);
    }
    var decoded = GRAPH.gray(encode(image, "png"));
    assertThat(decoded.at(0, 0)).isEqualTo(255 - ink);
    assertThat(decoded.at(70, 90 + 45)).isEqualTo(ink);
    assertThat(GRAPH.fit(encode(image, "png")).found()).isTrue();
  }

  @Test
  void mnistsImagesStayAsTheyAre() {
    var images = RealMnist.official().test().images();
    for (int i = 0; i < 100; i++) {
      byte[] pixels = images.image(i);
      var fitted =
          GRAPH.fit(RawPng.of(28, 28, 8, RawPng.GRAY, (x, y, c) -> pixels[28 * y + x] & 0xff));
      assertThat(fitted.found()).isTrue();
      assertThat(fitted.pixels()).isEqualTo(pixels);
    }
  }

  @Test
  void refusesWhatTheOthersRefuse() throws IOException {
    var files = new ArrayList<byte[]>();
    for (String text : List.of("", "x", "GIF89a", "a text of more than thirty-four characters")) {
      files.add(text.getBytes(StandardCharsets.US_ASCII));
    }
    for (String format : List.of("png", "jpeg", "gif", "bmp")) {
      for (int side : List.of(60, 1100)) {
        byte[] whole = encode(gray(side, 50, (x, y) -> (x * y) % 256), format);
        for (int i = 0; i < 100; i++) {
          files.add(Arrays.copyOf(whole, whole.length / 100 * i));
        }
      }
    }
    byte[] png = encode(gray(9, 9, (x, y) -> x), "png");
    ByteBuffer.wrap(png).putInt(16, 5001).putInt(20, 5000);
    files.add(png);
    byte[] jpeg = encode(gray(9, 9, (x, y) -> x), "jpeg");
    int frame = new String(jpeg, StandardCharsets.ISO_8859_1).indexOf("\u00ff\u00c0");
    ByteBuffer.wrap(jpeg).putShort(frame + 5, (short) 5000).putShort(frame + 7, (short) 5001);
    files.add(jpeg);

    int refused = 0;
    for (byte[] file : files) {
      String expected = error(() -> GRAPH.plain(file));
      assertThat(error(() -> GRAPH.fit(file))).as("%d bytes", file.length).isEqualTo(expected);
      refused += expected.isEmpty() ? 0 : 1;
    }
    assertThat(refused).isGreaterThan(600);
  }

  /** The message up to the names of the nodes, or nothing. */
  private static String error(Runnable run) {
    var thrown = catchThrowable(run::run);
    return thrown == null ? "" : thrown.getMessage().replaceAll("(?s)\\R?\\s*\\[\\[.*", "");
  }

  @ParameterizedTest
  @ValueSource(strings = {"gif", "bmp"})
  void otherLargeFilesAreSubsampled(String format) throws IOException {
    Pixels decoded = GRAPH.gray(encode(gray(1600, 1200, (x, y) -> 255 * (x / 800)), format));
    assertThat(decoded.columns()).isEqualTo(533);
    assertThat(decoded.rows()).isEqualTo(400);
  }
}
