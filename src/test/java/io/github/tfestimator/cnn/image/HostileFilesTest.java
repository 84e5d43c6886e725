package io.github.tfestimator.cnn.image;

import static io.github.tfestimator.cnn.image.ImageFiles.encode;
import static io.github.tfestimator.cnn.image.ImageFiles.gray;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.tfestimator.ChildProcess;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.exceptions.TFInvalidArgumentException;

/** Files that are no images, damaged or too large get a clear error; the session serves on. */
@Tag("medium")
class HostileFilesTest {
  private static final byte[] GOOD =
      RawPng.of(28, 28, 8, RawPng.GRAY, (x, y, c) -> (y * 28 + x) % 256);

  @TempDir static Path folder;
  private static Path version;
  private static DecodingGraph graph;

  @BeforeAll
  static void export() {
    version = DecodingGraph.export(folder);
    graph = DecodingGraph.load(version);
  }

  @AfterAll
  static void close() {
    graph.close();
  }

  @AfterEach
  void goesOnServing() {
    byte[] pixels = graph.pixels(GOOD, Ink.LIGHT_ON_DARK);
    for (int i = 0; i < 784; i++) {
      assertThat(pixels[i]).isEqualTo((byte) i);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "x", "GIF89a", "no image, but a text of more than thirty-four characters"})
  void whatIsNoImageIsRefused(String text) {
    byte[] file = text.getBytes(StandardCharsets.US_ASCII);
    assertRefused(
        file,
        "A file of %d bytes is no image that can be decoded; give a whole PNG, JPEG, GIF or BMP"
            .formatted(file.length));
  }

  /** The names are those of ImageIO, the errors TensorFlow's own. */
  @ParameterizedTest
  @CsvSource({
    "png, Invalid PNG data",
    "jpeg, Invalid JPEG data",
    "gif, Invalid GIF data",
    "bmp, Input size should match (header_size + row_size * abs_height) but they differ by -"
  })
  void aTruncatedFileIsRefused(String format, String error) throws IOException {
    byte[] file = encode(gray(60, 50, (x, y) -> x * y % 256), format);
    graph.pixels(file, Ink.LIGHT_ON_DARK);
    for (int length : new int[] {file.length / 2 + 200, file.length - 3}) {
      assertRefused(Arrays.copyOf(file, length), error);
    }
  }

  @Test
  void aFileThatEndsInItsHeaderIsRefused() throws IOException {
    for (String format : List.of("png", "jpeg", "gif", "bmp")) {
      byte[] file = encode(gray(60, 50, (x, y) -> x * y % 256), format);
      for (int length = 0; length < 70; length++) {
        byte[] cut = Arrays.copyOf(file, length);
        assertThatThrownBy(() -> graph.pixels(cut, Ink.LIGHT_ON_DARK))
            .as("%s of %d bytes", format, length)
            .isInstanceOf(TFInvalidArgumentException.class)
            .message()
            .containsAnyOf("is no image", "Invalid ", "Input size should match")
            .doesNotContain("out of range");
      }
    }
  }

  /** libpng would read on to the true header, of another size. */
  @Test
  void aPngWithAChunkBeforeItsHeaderIsRefused() {
    byte[] hidden = RawPng.chunk("prVt", ByteBuffer.allocate(13).putInt(28).putInt(28).array());
    byte[] png = RawPng.bomb(6000, 6000);
    byte[] file =
        ByteBuffer.allocate(png.length + hidden.length)
            .put(png, 0, 8)
            .put(hidden)
            .put(png, 8, png.length - 8)
            .array();
    assertRefused(file, "is no image that can be decoded");
  }

  @Test
  void aPngWithAWrongChecksumIsRefused() {
    byte[] file = GOOD.clone();
    file[file.length - 14] ^= 1; // the last byte of the pixels' checksum is 13 from the end
    assertRefused(file, "Invalid PNG data");
  }

  @ParameterizedTest
  @CsvSource({"20001,1", "1,20001", "5001,5000", "9001,9000", "65536,65536", "-1,28", "0,28"})
  void anImageThatIsTooLargeIsRefusedByItsHeader(int width, int height) throws IOException {
    String error =
        "An image has %dx%d pixels; give one of at most 20000 a side and 25000000 in all"
            .formatted(width, height);
    byte[] png = GOOD.clone();
    ByteBuffer.wrap(png).putInt(16, width).putInt(20, height);
    assertRefused(png, error);
    if (width > 0 && width < 65_536) {
      if (width != 5001) {
        assertRefused(withJpegSize(width, height), error.replace("25000000", "65000000"));
      }
      byte[] gif = encode(gray(9, 9, (x, y) -> x), "gif");
      gif[6] = (byte) width;
      gif[7] = (byte) (width >> 8);
      gif[8] = (byte) height;
      gif[9] = (byte) (height >> 8);
      assertRefused(gif, error);
    }
  }

  /** Of 400 million pixels, decoded, even the bytes would be 1.6 GB. */
  @Test
  void aBombTakesNoMemory() throws IOException, InterruptedException {
    assumeTrue(Files.exists(Path.of("/proc/self/status")), "needs Linux to tell a peak of memory");
    Path bomb = Files.write(folder.resolve("bomb.png"), RawPng.bomb(20_000, 20_000));
    Path larger = Files.write(folder.resolve("larger.png"), RawPng.bomb(30_000, 30_000));
    try (var process = ChildProcess.java(DecodingProcess.class, version, bomb, larger)) {
      assertThat(process.exitCode()).as(process.lines().toString()).isZero();
      assertThat(process.linesWith("An image has 20000x20000 pixels")).hasSize(1);
      assertThat(process.linesWith("An image has 30000x30000 pixels")).hasSize(1);
      String peak = process.linesWith("VmHWM:").get(0).replaceAll("\\D", "");
      assertThat(Long.parseLong(peak)).isLessThan(800_000);
    }
  }

  @ParameterizedTest
  @CsvSource({"1,0", "4,0", "8,1", "16,0", "16,3", "32,3"})
  void aBmpThatTensorFlowWouldMisreadIsRefused(int bits, int compression) {
    int[] extra = {0xff, 0xff00, 0xff0000}; // of 32 bits these would swap red and blue
    byte[] file = RawBmp.of(28, 28, bits, compression, extra, (x, y) -> 0);
    assertRefused(
        file,
        "A BMP file has a header of 40 bytes, %d bits a pixel and the compression %d; save it"
            .formatted(bits, compression));
  }

  @Test
  void aBmpWhoseHeaderReachesIntoThePixelsIsRefused() {
    for (int header : new int[] {12, 41, Integer.MAX_VALUE, -1}) {
      byte[] file = RawBmp.of(28, 28, 24, RawBmp.PLAIN, new int[0], (x, y) -> 0);
      ByteBuffer.wrap(file).putInt(14, Integer.reverseBytes(header));
      assertRefused(file, "A BMP file has a header of " + header + " bytes");
    }
  }

  @Test
  void aBmpsColorBeyondThePaletteIsRefused() {
    byte[] file = RawBmp.of(28, 28, 8, RawBmp.PLAIN, new int[] {0, 1, 2}, (x, y) -> 3);
    assertRefused(file, "= 3 is not in [0, 3)");
  }

  @Test
  void oneBrokenImageFailsItsBatch() {
    byte[] broken =
        "no image, but a text of more than 34 characters".getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(() -> graph.pixels(List.of(GOOD, broken, GOOD), Ink.LIGHT_ON_DARK))
        .isInstanceOf(TFInvalidArgumentException.class)
        .hasMessageContaining("A file of " + broken.length + " bytes is no image");
  }

  private static void assertRefused(byte[] file, String error) {
    assertThatThrownBy(() -> graph.pixels(file, Ink.LIGHT_ON_DARK))
        .isInstanceOf(TFInvalidArgumentException.class)
        .hasMessageContaining(error);
  }

  /** In the frame's header, which begins with FF C0: length, bits, height, width. */
  private static byte[] withJpegSize(int width, int height) throws IOException {
    byte[] file = encode(gray(9, 9, (x, y) -> x), "jpeg");
    int frame = new String(file, StandardCharsets.ISO_8859_1).indexOf("\u00ff\u00c0");
    ByteBuffer.wrap(file).putShort(frame + 5, (short) height).putShort(frame + 7, (short) width);
    return file;
  }
}
