package io.github.tfestimator.io;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A kind of file, told by its first bytes, for errors about a file that isn't what it should be: an
 * HTML page where a download failed, an archive that is still to be unpacked, an image of a format
 * that can't be read.
 *
 * @param name such as "an HTML page"
 * @param remedy advice for the user, such as "download it again"
 */
public record FileKind(String name, String remedy) {
  /** The number of first bytes that tell a kind. */
  public static final int START = 512;

  private static final int MAX_QUOTED = 40;

  private static final String FAILED_DOWNLOAD = "the download failed; download it again";
  private static final String RIGHT_FILE = "give the right file, or download it again";
  private static final String UNPACK = "unpack it, by ";
  private static final String AS_JPEG = "save it as JPEG or PNG, by ";

  /** A kind whose files have fixed bytes, as Latin-1, at a fixed place. */
  private record Magic(int place, String bytes, FileKind kind) {
    Magic(int place, String bytes, String name, String remedy) {
      this(place, bytes, new FileKind(name, remedy));
    }
  }

  private static final List<Magic> MAGIC =
      List.of(
          new Magic(0, "version https://git-lfs", "a Git LFS pointer", "run git lfs pull"),
          new Magic(0, "\u001f\u008b\b", "a gzip file", UNPACK + "gunzip"),
          new Magic(0, "\u00fd7zXZ\0", "an xz file", UNPACK + "unxz"),
          new Magic(0, "BZh", "a bzip2 file", UNPACK + "bunzip2"),
          new Magic(0, "(\u00b5/\u00fd", "a zstd file", UNPACK + "unzstd"),
          new Magic(0, "PK\u0003\u0004", "a zip file", UNPACK + "unzip"),
          new Magic(0, "7z\u00bc\u00af", "a 7-Zip file", UNPACK + "7z x"),
          new Magic(0, "Rar!", "a RAR file", UNPACK + "unrar x"),
          new Magic(257, "ustar", "a tar file", UNPACK + "tar -x"),
          new Magic(8, "WEBP", "a WebP image", AS_JPEG + "dwebp FILE -o FILE.png"),
          new Magic(0, "II*\0", "a TIFF image", AS_JPEG + "ImageMagick's convert"),
          new Magic(0, "MM\0*", "a TIFF image", AS_JPEG + "ImageMagick's convert"),
          new Magic(4, "ftypavif", "an AVIF image", AS_JPEG + "avifdec FILE FILE.png"),
          new Magic(4, "ftypavis", "an AVIF image", AS_JPEG + "avifdec FILE FILE.png"),
          new Magic(4, "ftyphe", "an HEIC image", AS_JPEG + "heif-convert FILE FILE.jpg"),
          new Magic(4, "ftypmif1", "an HEIF image", AS_JPEG + "heif-convert FILE FILE.jpg"),
          new Magic(4, "ftypmsf1", "an HEIF image", AS_JPEG + "heif-convert FILE FILE.jpg"),
          new Magic(4, "ftypqt", "a video", "save an image of it as JPEG or PNG"),
          new Magic(4, "ftypmp4", "a video", "save an image of it as JPEG or PNG"),
          new Magic(4, "ftypiso", "a video", "save an image of it as JPEG or PNG"),
          new Magic(4, "JXL \r\n", "a JPEG XL image", AS_JPEG + "djxl FILE FILE.png"),
          new Magic(4, "jP  \r\n", "a JPEG 2000 image", AS_JPEG + "opj_decompress"),
          new Magic(0, "8BPS", "a Photoshop file", "save it as JPEG or PNG"),
          new Magic(0, "%PDF", "a PDF document", AS_JPEG + "pdftoppm -png FILE page"),
          new Magic(0, "\u0089HDF", "an HDF5 file", "save its arrays by numpy.savez"),
          new Magic(0, "\u0080\u0002}", "a Python pickle", "save its arrays by numpy.savez"),
          new Magic(0, "\u0080\u0003}", "a Python pickle", "save its arrays by numpy.savez"),
          new Magic(0, "\u0080\u0004\u0095", "a Python pickle", "save its arrays by numpy.savez"),
          new Magic(0, "PAR1", "a Parquet file", "save its arrays by numpy.savez"));

  /**
   * Returns the kind of a file.
   *
   * @param content the file's bytes, of which the first {@value #START} are looked at
   * @return the kind; none if it isn't one of those that this knows
   */
  public static Optional<FileKind> of(byte[] content) {
    int length = Math.min(content.length, START);
    String start = new String(content, 0, length, StandardCharsets.ISO_8859_1);
    return MAGIC.stream()
        .filter(magic -> start.startsWith(magic.bytes(), magic.place()))
        .map(Magic::kind)
        .findFirst()
        .or(() -> ofText(content, length));
  }

  /**
   * Returns the kind of a file.
   *
   * @param file the file
   * @return the kind; none if it isn't one of those that this knows, or is no regular file that can
   *     be read
   */
  public static Optional<FileKind> of(Path file) {
    try {
      BoundedFiles.requireRegular(file); // The first bytes of a pipe are gone once they are read.
      try (InputStream in = Files.newInputStream(file)) {
        return of(in.readNBytes(START));
      }
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /**
   * Returns the message of an error: {@code FILE is an HTML page, not an IDX file: the download
   * failed; download it again}.
   *
   * @param file what to call the file
   * @param expected the kind that it should be, such as "an IDX file"
   * @return the message
   */
  public String error(String file, String expected) {
    return "%s is %s, not %s: %s".formatted(file, name, expected, remedy);
  }

  private static Optional<FileKind> ofText(byte[] content, int length) {
    CharBuffer text = CharBuffer.allocate(length);
    // A character may be cut off at the end, which is no error yet.
    CoderResult result =
        StandardCharsets.UTF_8
            .newDecoder()
            .decode(ByteBuffer.wrap(content, 0, length), text, false);
    String words = text.flip().toString().replaceAll("[\\s\uFEFF]+", " ").strip();
    if (result.isError() || words.isEmpty() || words.chars().anyMatch(Character::isISOControl)) {
      return Optional.empty();
    }
    String lower = words.toLowerCase(Locale.ROOT);
    if (lower.contains("<svg")) {
      return Optional.of(new FileKind("an SVG drawing", AS_JPEG + "rsvg-convert FILE -o FILE.png"));
    }
    if (lower.startsWith("<!doctype html") || lower.contains("<html")) {
      return Optional.of(new FileKind("an HTML page", FAILED_DOWNLOAD));
    }
    String quoted = words.substring(0, words.offsetByCodePoints(0, quotedLength(words)));
    return Optional.of(new FileKind("a text, \"%s\"".formatted(quoted), RIGHT_FILE));
  }

  private static int quotedLength(String words) {
    return Math.min(MAX_QUOTED, words.codePointCount(0, words.length()));
  }
}
