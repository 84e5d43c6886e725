package io.github.tfestimator.cnn.data;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfestimator.input.DataException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdxReaderTest {
  @TempDir Path folder;

  @Test
  void readsImagesRawAndGzippedWhateverTheirName() throws IOException {
    byte[] pixels = new byte[2 * 784];
    pixels[783] = (byte) 200;
    pixels[784] = 7;
    byte[] idx = idx(pixels, 2051, 2, 28, 28);
    for (Path file : new Path[] {write("raw.gz", idx), write("packed", gzip(idx))}) {
      Images images = IdxReader.images(file);
      assertThat(images.size()).isEqualTo(2);
      assertThat(images.rows()).isEqualTo(28);
      assertThat(images.columns()).isEqualTo(28);
      assertThat(images.pixels()).isEqualTo(pixels);
    }
  }

  @Test
  void readsLabels() throws IOException {
    Path file = write("labels", idx(new byte[] {0, 9, 5}, 2049, 3));
    assertThat(IdxReader.labels(file)).containsExactly(0, 9, 5);
  }

  @Test
  void readsLabelsOfAllTypes() throws IOException {
    Path bytes = write("bytes", idx(new byte[] {1, -1}, 2049, 2));
    assertThat(IdxReader.labels(bytes)).containsExactly(1, 255);
    Path shorts = write("shorts", idx(new byte[] {0x7f, -1, 0, 3}, 0xB01, 2));
    assertThat(IdxReader.labels(shorts)).containsExactly(32_767, 3);
    Path ints = write("ints", idx(new byte[0], 0xC01, 2, 65_535, 9));
    assertThat(IdxReader.labels(ints)).containsExactly(65_535, 9);
  }

  @Test
  void saysWhichLabelIsOutOfRange() throws IOException {
    Path file = write("labels", idx(new byte[0], 0xC01, 3, 1, 2, 65_536));
    assertRefused(
        () -> IdxReader.labels(file), file, "label 65536 at example 2, of type int32; labels must");
    Path signed = write("signed", idx(new byte[] {-1}, 0x901, 1));
    assertRefused(() -> IdxReader.labels(signed), signed, "label -1 at example 0, of type int8");
  }

  @Test
  void readsFloatImagesOfWholeNumbers() throws IOException {
    int[] header = {0xD03, 1, 1, 2, Float.floatToIntBits(3), Float.floatToIntBits(255)};
    Images images = IdxReader.images(write("floats", idx(new byte[0], header)));
    assertThat(images.pixels()).containsExactly(3, 255);
    header[5] = Float.floatToIntBits(0.25f);
    Path scaled = write("scaled", idx(new byte[0], header));
    assertRefused(
        () -> IdxReader.images(scaled), scaled, "pixel 0.25 at example 0, of type float32; pixels");
  }

  @Test
  void refusesUnknownTypes() throws IOException {
    Path file = write("type", idx(new byte[784], 0x703, 1, 28, 28));
    assertRefused(() -> IdxReader.images(file), file, "the type code 0x07, which IDX doesn't have");
  }

  @Test
  void refusesLabelsWhereImagesAreWanted() throws IOException {
    Path file = write("labels", idx(new byte[] {1, 2, 3, 4, 5, 6, 7, 8}, 2049, 8));
    assertRefused(
        () -> IdxReader.images(file), file, "magic number 2049, but IDX images start with 2051");
    Path images = write("images", idx(new byte[784], 2051, 1, 28, 28));
    assertRefused(
        () -> IdxReader.labels(images),
        images,
        "magic number 2051, but IDX labels start with 2049");
  }

  @Test
  void readsImagesOfAnySizeAndColor() throws IOException {
    Images gray = IdxReader.images(write("gray", idx(new byte[28 * 32], 2051, 1, 28, 32)));
    assertThat(gray.shape()).isEqualTo(new ImageShape(28, 32, 1));
    Images color = IdxReader.images(write("color", idx(new byte[12], 2052, 2, 1, 2, 3)));
    assertThat(color.shape()).isEqualTo(new ImageShape(1, 2, 3));
    Images high = IdxReader.images(write("high", idx(new byte[4096], 2051, 1, 4096, 1)));
    assertThat(high.rows()).isEqualTo(4096);
    Path higher = write("higher", idx(new byte[4097], 2051, 1, 4097, 1));
    assertRefused(() -> IdxReader.images(higher), higher, "4097 rows, 1 columns and 1 channels");
    Path two = write("two", idx(new byte[8], 2052, 2, 1, 2, 2));
    assertRefused(() -> IdxReader.images(two), two, "1 rows, 2 columns and 2 channels; give");
  }

  @Test
  void readsTheClassOfQmnistsEightNumbers() throws IOException {
    int[] labels = new int[3 + 2 * 8];
    labels[0] = 0xC02;
    labels[1] = 2;
    labels[2] = 8;
    labels[3] = 7;
    labels[4] = -1;
    labels[3 + 8] = 4;
    labels[3 + 15] = 70_000;
    Path file = write("qmnist", gzip(idx(new byte[0], labels)));
    assertThat(IdxReader.labels(file)).containsExactly(7, 4);
    labels[2] = 4;
    labels[1] = 4;
    Path four = write("four", idx(new byte[0], labels));
    assertRefused(() -> IdxReader.labels(four), four, "4 numbers for each label; give labels with");
  }

  @Test
  void saysWhatAFileOfAnotherKindIs() throws IOException {
    byte[] html = "\n<!DOCTYPE HTML><title>404 Not Found</title>".getBytes(UTF_8);
    Path page = write("page.gz", html);
    String failed = "the download failed; download it again";
    assertRefused(
        () -> IdxReader.images(page), page, "is an HTML page, not an IDX file: " + failed);
    Path packed = write("packed", gzip(html));
    assertRefused(() -> IdxReader.labels(packed), packed, "is an HTML page, not");
    Path text = write("text", "Access denied:\n\u00fcber quota".getBytes(UTF_8));
    assertRefused(
        () -> IdxReader.images(text),
        text,
        "is a text, \"Access denied: \u00fcber quota\", not an");
    Path pointer = write("lfs", "version https://git-lfs.github.com/spec/v1\n".getBytes(UTF_8));
    assertRefused(
        () -> IdxReader.images(pointer), pointer, "is a Git LFS pointer, not an IDX file");
    Path xz = write("xz", "\u00fd7zXZ\0\0\4".getBytes(ISO_8859_1));
    assertRefused(() -> IdxReader.images(xz), xz, "is an xz file, not an IDX file: unpack it");
    Path other = write("other", new byte[] {1, 2, 3, 4, 5});
    assertRefused(() -> IdxReader.images(other), other, "magic number 16909060, but");
  }

  @Test
  void refusesTruncatedFiles() throws IOException {
    byte[] idx = idx(new byte[2 * 784], 2051, 2, 28, 28);
    Path file = write("images", Arrays.copyOf(idx, idx.length - 1));
    assertRefused(
        () -> IdxReader.images(file), file, "truncated: 1567 bytes after the header, but its");
    Path header = write("header", Arrays.copyOf(idx, 15));
    assertRefused(() -> IdxReader.images(header), header, "ends inside its header, after 15 bytes");
    Path magic = write("magic", Arrays.copyOf(idx, 3));
    assertRefused(() -> IdxReader.images(magic), magic, "ends inside its header, after 3 bytes");
  }

  @Test
  void refusesTrailingBytes() throws IOException {
    byte[] idx = idx(new byte[] {1, 2}, 2049, 2);
    Path file = write("labels", Arrays.copyOf(idx, idx.length + 1));
    assertRefused(() -> IdxReader.labels(file), file, "goes on after the 2 bytes");
  }

  @Test
  void refusesEmptyFiles() throws IOException {
    for (Path file : new Path[] {write("empty", new byte[0]), write("e.gz", gzip(new byte[0]))}) {
      assertRefused(() -> IdxReader.labels(file), file, "is empty");
    }
  }

  @Test
  void refusesAbsurdCountsWithoutAllocatingForThem() throws IOException {
    Path negative = write("negative", idx(new byte[784], 2051, -1, 28, 28));
    assertRefused(() -> IdxReader.images(negative), negative, "promises 4294967295 examples");
    // 5,478,275 * 784 overflows to 16,304.
    Path overflow = write("overflow", idx(new byte[784], 2051, 5_478_275, 28, 28));
    assertRefused(
        () -> IdxReader.images(overflow),
        overflow,
        "promises 5478275 examples; 1 to 2739137 can be read");
    Path none = write("none", idx(new byte[0], 2049, 0));
    assertRefused(() -> IdxReader.labels(none), none, "promises 0 examples");
    // More than the tests' heap: would end in an OutOfMemoryError.
    Path large = write("large", idx(new byte[3], 2049, Integer.MAX_VALUE - 8));
    assertRefused(() -> IdxReader.labels(large), large, "truncated: 3 bytes");
  }

  @Test
  void refusesDamagedGzip() throws IOException {
    byte[] packed = gzip(idx(new byte[784], 2051, 1, 28, 28));
    Path cut = write("cut", Arrays.copyOf(packed, packed.length - 9));
    assertRefused(() -> IdxReader.images(cut), cut, "is a damaged gzip file");
    byte[] wrongChecksum = packed.clone();
    wrongChecksum[packed.length - 8] ^= 1;
    Path changed = write("changed", wrongChecksum);
    assertRefused(() -> IdxReader.images(changed), changed, "is a damaged gzip file");
    Path start = write("start", new byte[] {0x1f, (byte) 0x8b});
    assertRefused(() -> IdxReader.images(start), start, "is a damaged gzip file");
  }

  @Test
  void refusesWhatIsNoFile() {
    Path missing = folder.resolve("missing");
    assertRefused(() -> IdxReader.images(missing), missing, "doesn't exist");
    assertRefused(() -> IdxReader.images(folder), folder, "can't be read");
  }

  static byte[] idx(byte[] content, int... header) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * header.length + content.length);
    Arrays.stream(header).forEach(bytes::putInt);
    return bytes.put(content).array();
  }

  static byte[] gzip(byte[] content) throws IOException {
    var packed = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(packed)) {
      gzip.write(content);
    }
    return packed.toByteArray();
  }

  private Path write(String name, byte[] content) throws IOException {
    return Files.write(folder.resolve(name), content);
  }

  private static void assertRefused(Runnable reading, Path file, String actual) {
    AbstractThrowableAssert<?, ?> refusal =
        assertThatThrownBy(reading::run).isInstanceOf(DataException.class);
    refusal.hasMessageStartingWith(file.toString()).hasMessageContaining(actual);
  }
}
