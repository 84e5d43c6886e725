package io.github.tfestimator.cnn.image;

import static io.github.tfestimator.cnn.image.ImageFiles.encode;
import static io.github.tfestimator.cnn.image.ImageFiles.fill;
import static io.github.tfestimator.cnn.image.ImageFiles.gray;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfestimator.cnn.image.LosslessImages.Image;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOMetadata;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Element;

/**
 * Pixels that the exported graph decodes from image files, beside those of {@link JavaDecoder},
 * which shares no code with it.
 */
@Tag("medium")
class ImageGraphTest {
  private static final List<Ink> INKS = List.of(Ink.LIGHT_ON_DARK, Ink.DARK_ON_LIGHT);

  @TempDir static Path folder;
  private static DecodingGraph graph;

  @BeforeAll
  static void export() {
    graph = DecodingGraph.load(DecodingGraph.export(folder));
  }

  @AfterAll
  static void close() {
    graph.close();
  }

  static List<Image> lossless() throws IOException {
    return LosslessImages.all();
  }

  @ParameterizedTest
  @MethodSource("lossless")
  void aLosslessFileIsTheSameToTheBit(Image image) {
    for (Ink ink : INKS) {
      assertThat(graph.pixels(image.content(), ink))
          .isEqualTo(JavaDecoder.to28x28(image.image(), ink));
    }
  }

  @ParameterizedTest
  @CsvSource({"1,0.3", "1,0.95", "3,0.1", "3,0.75", "3,1"})
  void aJpegDiffersByOneGrayLevelAtMost(int channels, float quality) throws IOException {
    BufferedImage image = smooth(61, 47, channels);
    assertClose(jpeg(image, quality, false, 2, 2), 1);
    assertClose(jpeg(image, quality, true, 2, 2), 1);
  }

  /** Colors that are coarser than brightness, by these factors across and down. */
  @ParameterizedTest
  @CsvSource({"1,1", "2,1", "1,2", "4,1"})
  void aJpegOfAnySubsamplingDiffersByOneGrayLevelAtMost(int across, int down) throws IOException {
    assertClose(jpeg(smooth(61, 47, 3), 0.8f, false, across, down), 1);
  }

  @ParameterizedTest
  @CsvSource({
    "1,1",
    "1,5",
    "5,1",
    "2,3",
    "3,2",
    "13,14",
    "27,29",
    "27,27",
    "28,28",
    "28,27",
    "29,29",
    "29,1000",
    "300,28",
    "20000,3",
    "1,20000",
    "640,480",
    "1001,999"
  })
  void anImageOfAnySizeDiffersByOneGrayLevelAtMost(int width, int height) {
    byte[] noise = new byte[width * height];
    new Random(width).nextBytes(noise);
    RawPng.Samples samples = (x, y, c) -> noise[y * width + x] & 0xff;
    byte[] file = RawPng.of(width, height, 8, RawPng.GRAY, samples);
    int different = assertClose(file, 1);
    // Of exact halves and their neighbors, doubles make the one and floats the other.
    assertThat(different).isLessThan(8);
  }

  @Test
  void aLargeImageDiffersByOneGrayLevelAtMost() throws IOException {
    assertClose(encode(smooth(4000, 3000, 3), "jpeg"), 1);
  }

  @Test
  void aGrayImageOf28x28StaysAsItIs() throws IOException {
    BufferedImage image = gray(28, 28, (x, y) -> (y * 28 + x) % 256);
    byte[] pixels = graph.pixels(encode(image, "png"), Ink.LIGHT_ON_DARK);
    for (int i = 0; i < 784; i++) {
      assertThat(pixels[i]).isEqualTo((byte) i);
    }
  }

  /** Without Adobe's mark, 0 is no ink, and all of one ink is its complement. */
  @ParameterizedTest
  @CsvSource({"0,0,0,0,255", "255,0,0,0,179", "0,255,0,0,105", "0,0,255,0,226", "0,0,0,200,55"})
  void aJpegOfFourInksIsConverted(int cyan, int magenta, int yellow, int black, int expected)
      throws IOException {
    int[] inks = {cyan, magenta, yellow, black};
    for (byte pixel : graph.pixels(cmyk(inks), Ink.LIGHT_ON_DARK)) {
      assertThat(pixel & 0xff).isBetween(expected - 2, expected + 2);
    }
  }

  /** TensorFlow has no opacity for GIFs. */
  @Test
  void whatIsTransparentInAGifIsBlack() throws IOException {
    byte[] values = {(byte) 90, (byte) 200};
    var palette = new IndexColorModel(8, 2, values, values, values, 0);
    var image = new BufferedImage(28, 28, BufferedImage.TYPE_BYTE_INDEXED, palette);
    fill(image, (x, y) -> x == 14 ? 1 : 0);
    byte[] file = encode(image, "gif");
    byte[] light = graph.pixels(file, Ink.LIGHT_ON_DARK);
    assertThat(light).isEqualTo(JavaDecoder.to28x28(image, Ink.LIGHT_ON_DARK));
    assertThat(graph.pixels(file, Ink.DARK_ON_LIGHT)).contains(255, 55).doesNotContain(0);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void anImageIsTheSameAloneAndAmongOthers(int place) {
    List<byte[]> files =
        List.of(3, 40, 28, 100).stream()
            .map(side -> RawPng.of(side, side, 8, RawPng.GRAY, (x, y, c) -> x * y % 256))
            .toList();
    assertThat(graph.pixels(files, Ink.DARK_ON_LIGHT).get(place))
        .isEqualTo(graph.pixels(files.get(place), Ink.DARK_ON_LIGHT));
  }

  /** Returns how many pixels differ, of both inks. */
  private static int assertClose(byte[] file, int tolerance) {
    int different = 0;
    for (Ink ink : INKS) {
      byte[] expected = JavaDecoder.decode28x28(file, ink);
      byte[] actual = graph.pixels(file, ink);
      for (int i = 0; i < 784; i++) {
        int difference = Math.abs((actual[i] & 0xff) - (expected[i] & 0xff));
        assertThat(difference).as("%s, pixel %d", ink, i).isLessThanOrEqualTo(tolerance);
        different += difference == 0 ? 0 : 1;
      }
    }
    return different;
  }

  private static BufferedImage smooth(int width, int height, int channels) {
    int type = channels == 1 ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_3BYTE_BGR;
    var image = new BufferedImage(width, height, type);
    int[] samples = new int[channels];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        for (int c = 0; c < channels; c++) {
          samples[c] =
              Math.abs((x * (c + 2) * 400 / width + y * (3 - c) * 300 / height) % 510 - 255);
        }
        image.getRaster().setPixel(x, y, samples);
      }
    }
    return image;
  }

  private static byte[] jpeg(
      BufferedImage image, float quality, boolean progressive, int across, int down)
      throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ImageWriteParam param = writer.getDefaultWriteParam();
    param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
    param.setCompressionQuality(quality);
    if (progressive) {
      param.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
    }
    IIOMetadata metadata =
        writer.getDefaultImageMetadata(ImageTypeSpecifier.createFromRenderedImage(image), param);
    if (image.getRaster().getNumBands() == 3) {
      String format = metadata.getNativeMetadataFormatName();
      var tree = (Element) metadata.getAsTree(format);
      var brightness = (Element) tree.getElementsByTagName("componentSpec").item(0);
      brightness.setAttribute("HsamplingFactor", Integer.toString(across));
      brightness.setAttribute("VsamplingFactor", Integer.toString(down));
      metadata.setFromTree(format, tree);
    }
    return write(writer, new IIOImage(image, null, metadata), param);
  }

  private static byte[] cmyk(int[] inks) throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    var raster =
        java.awt.image.Raster.createInterleavedRaster(
            java.awt.image.DataBuffer.TYPE_BYTE, 32, 32, 4, null);
    for (int i = 0; i < 32 * 32; i++) {
      raster.setPixel(i % 32, i / 32, inks);
    }
    return write(writer, new IIOImage(raster, null, null), null);
  }

  private static byte[] write(ImageWriter writer, IIOImage image, ImageWriteParam param)
      throws IOException {
    var out = new ByteArrayOutputStream();
    try (var stream = ImageIO.createImageOutputStream(out)) {
      writer.setOutput(stream);
      writer.write(null, image, param);
    } finally {
      writer.dispose();
    }
    return out.toByteArray();
  }
}
