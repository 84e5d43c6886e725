package io.github.tfestimator.cnn.image;

import io.github.tfestimator.input.DataException;
import io.github.tfestimator.io.AtomicFiles;
import io.github.tfestimator.io.FileKind;
import io.github.tfestimator.io.ImageStructure;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/** A look at the headers of image files, which is quick and takes no memory to speak of. */
final class ImageHeaders {
  /** Pixels that an image may have in a row or a column. */
  static final int MAX_SIDE = 20_000;

  /** Pixels that an image may have in all: a file of a few bytes may ask for gigabytes. */
  static final int MAX_PIXELS = 25_000_000;

  /**
   * Pixels that a JPEG may have in all, as the largest photos of phones have: it is decoded at a
   * half of its size or less. A progressive one takes up to 8 bytes for each pixel all the same.
   */
  static final int MAX_JPEG_PIXELS = 65_000_000;

  private static final Set<String> FORMATS = Set.of("png", "jpeg", "gif", "bmp");

  private static final String PNG = "\u0089PNG";
  private static final String JPEG = "\u00ff\u00d8\u00ff";
  private static final String JPEG_SCAN = "\u00ff\u00da";
  private static final String JPEG_END = "\u00ff\u00d9";

  private ImageHeaders() {}

  /**
   * Checks a file before it is decoded.
   *
   * @param content the bytes of an image file
   * @param name what to call it in an error
   * @return the number of pixels of the first image
   * @throws DataException if it is no PNG, JPEG, GIF or BMP, or has more than {@value #MAX_PIXELS}
   *     pixels ({@value #MAX_JPEG_PIXELS} of a JPEG), those of all frames together, or {@value
   *     #MAX_SIDE} a side
   */
  static long check(byte[] content, String name) {
    if (content.length == 0) {
      throw new DataException(name + " is empty; give an image file");
    }
    requireNoOther(content, name);
    // In memory: ImageIO's own streams would make a file for what they read.
    try (var in = new MemoryCacheImageInputStream(new ByteArrayInputStream(content))) {
      ImageReader reader = readerFor(in, name);
      try {
        reader.setInput(in, false, true);
        int max = isA(reader, "jpeg") ? MAX_JPEG_PIXELS : MAX_PIXELS;
        checkSize(name + " has", reader.getWidth(0), reader.getHeight(0), 1, max);
        checkFrames(ImageStructure.gifFrames(content), name);
        if (ImageStructure.jpegScans(content) > ImageStructure.MAX_SCANS) {
          throw new DataException(
              "%s has more than %d scans; save it anew, as not progressive"
                  .formatted(name, ImageStructure.MAX_SCANS));
        }
        return (long) reader.getWidth(0) * reader.getHeight(0);
      } finally {
        reader.dispose();
      }
    } catch (DataException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      // The readers meet broken files with exceptions of all kinds.
      boolean isForPeople = e instanceof IOException && e.getMessage() != null;
      String why = isForPeople ? AtomicFiles.reason(e) : "its header has impossible values";
      throw undecodable(content, name, why, e);
    }
  }

  /** Returns the error for a file that TensorFlow refused. */
  static DataException undecodable(byte[] content, String name, RuntimeException refusal) {
    String why = AtomicFiles.reason(refusal);
    // The checks in the graph say what is wrong and what to do.
    return String.valueOf(refusal.getMessage()).contains("assertion failed")
        ? new DataException("%s can't be decoded. %s".formatted(name, why), refusal)
        : undecodable(content, name, why, refusal);
  }

  private static DataException undecodable(
      byte[] content, String name, String why, Exception cause) {
    if (isCutOff(content)) {
      return new DataException(
          "%s can't be decoded: it is cut off after %d bytes; copy or download it again"
              .formatted(name, content.length),
          cause);
    }
    return new DataException(
        "%s can't be decoded: it is damaged, truncated or of an unusual kind (%s); save it as PNG"
            .formatted(name, why),
        cause);
  }

  /** Tells whether a JPEG file lacks the end of its scan, or a PNG file its last chunk. */
  private static boolean isCutOff(byte[] content) {
    String bytes = new String(content, StandardCharsets.ISO_8859_1);
    boolean isCutJpeg =
        bytes.startsWith(JPEG) && bytes.lastIndexOf(JPEG_END) <= bytes.lastIndexOf(JPEG_SCAN);
    boolean isCutPng = bytes.startsWith(PNG) && !bytes.contains("IEND");
    return isCutJpeg || isCutPng;
  }

  private static ImageReader readerFor(ImageInputStream in, String name) throws IOException {
    Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
    while (readers.hasNext()) {
      ImageReader reader = readers.next();
      if (FORMATS.contains(reader.getFormatName().toLowerCase(Locale.ROOT))) {
        return reader;
      }
      reader.dispose();
    }
    throw new DataException(name + " is no image that can be read; give PNG, JPEG, GIF or BMP");
  }

  /** Refuses a file of a kind that is known for something else than the formats that are read. */
  private static void requireNoOther(byte[] content, String name) {
    Optional<FileKind> kind = FileKind.of(content);
    if (kind.isPresent()) {
      throw new DataException(kind.get().error(name, "PNG, JPEG, GIF or BMP"));
    }
  }

  private static boolean isA(ImageReader reader, String format) throws IOException {
    return reader.getFormatName().equalsIgnoreCase(format);
  }

  private static void checkFrames(ImageStructure.Frames frames, String name) {
    if (frames.count()
        > 0) { // Of other formats, or cut off in the first one, which the decoder says.
      checkSize(
          "%s has %d frames of up to".formatted(name, frames.count()),
          frames.width(),
          frames.height(),
          frames.count(),
          MAX_PIXELS);
    }
  }

  private static void checkSize(String what, int width, int height, int frames, int max) {
    if (Math.min(width, height) < 1) {
      throw new DataException(
          "%s %dx%d pixels; give an image that has some".formatted(what, width, height));
    }
    if (Math.max(width, height) > MAX_SIDE || (long) width * height * frames > max) {
      throw new DataException(
          "%s %dx%d pixels; give an image of at most %d a side and %d in all"
              .formatted(what, width, height, MAX_SIDE, max));
    }
  }
}
