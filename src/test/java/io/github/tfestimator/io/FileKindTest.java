package io.github.tfestimator.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileKindTest {
  @Test
  void tellsWhatAFileIs() {
    assertKind("....ftypheic....mif1", "an HEIC image");
    assertKind("....ftypheix", "an HEIC image");
    assertKind("....ftypmif1", "an HEIF image");
    assertKind("....ftypavif", "an AVIF image");
    assertKind("RIFF....WEBPVP8 ", "a WebP image");
    assertKind("II*\0....", "a TIFF image");
    assertKind("MM\0*....", "a TIFF image");
    assertKind("%PDF-1.7\n%\u00e2\u00e3", "a PDF document");
    assertKind("<?xml version='1.0'?>\n<svg xmlns=''>", "an SVG drawing");
    assertKind("<html><body>Sorry", "an HTML page");
    assertKind("\n <!DOCTYPE html>\n<title>Sorry", "an HTML page");
    assertKind("PK\u0003\u0004....", "a zip file");
    assertKind("\u0089HDF\r\n", "an HDF5 file");
    assertKind("Too Many Requests", "a text, \"Too Many Requests\"");
  }

  private static void assertKind(String start, String name) {
    byte[] content = start.getBytes(StandardCharsets.ISO_8859_1);
    assertThat(FileKind.of(content)).map(FileKind::name).hasValue(name);
  }

  @Test
  void knowsNothingOfOtherBytes() {
    assertThat(FileKind.of(new byte[] {0, 0, 8, 3, 0, 0, 0, 1})).isEmpty();
    assertThat(FileKind.of(new byte[0])).isEmpty();
    assertThat(FileKind.of(new byte[] {' ', '\n'})).isEmpty();
    assertThat(FileKind.of(new byte[] {'a', (byte) 0xff, 'b'})).isEmpty();
    assertThat(FileKind.of(new byte[] {'a', 0, 'b'})).isEmpty();
    assertThat(FileKind.of(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n'})).isEmpty();
    assertThat(FileKind.of(new byte[] {(byte) 0xff, (byte) 0xd8, (byte) 0xff, 'a'})).isEmpty();
    assertThat(FileKind.of("GIF89a\1\0\1".getBytes(StandardCharsets.US_ASCII))).isEmpty();
    assertThat(FileKind.of("BMF\0\0\0".getBytes(StandardCharsets.US_ASCII))).isEmpty();
  }

  @Test
  void quotesALittleOfALongTextCutWithinACharacter() {
    byte[] text = "\u00fc".repeat(600).getBytes(StandardCharsets.UTF_8);
    byte[] odd = Arrays.copyOfRange(text, 0, 511);
    String quoted = "a text, \"%s\"".formatted("\u00fc".repeat(40));
    assertThat(FileKind.of(text)).map(FileKind::name).hasValue(quoted);
    assertThat(FileKind.of(odd)).map(FileKind::name).hasValue(quoted);
  }

  @Test
  void readsTheFirstBytesOfAFile(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("file");
    Files.writeString(file, "x".repeat(600) + "<html");
    assertThat(FileKind.of(file))
        .map(FileKind::name)
        .hasValue("a text, \"%s\"".formatted("x".repeat(40)));
    Files.writeString(file, "x".repeat(500) + "<html");
    assertThat(FileKind.of(file)).map(FileKind::name).hasValue("an HTML page");
    assertThat(FileKind.of(folder.resolve("missing"))).isEmpty();
  }

  @Test
  void saysWhatToDo() {
    assertThat(FileKind.of("\u00fd7zXZ\0".getBytes(StandardCharsets.ISO_8859_1)).orElseThrow())
        .extracting(kind -> kind.error("f.xz", "an IDX file"))
        .isEqualTo("f.xz is an xz file, not an IDX file: unpack it, by unxz");
  }
}
