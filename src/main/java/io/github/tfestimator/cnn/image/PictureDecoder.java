package io.github.tfestimator.cnn.image;

import io.github.tfestimator.input.DataException;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/** Decodes picture files by the JDK's ImageIO. */
final class PictureDecoder {
  private static final Set<String> FORMATS = Set.of("png", "jpeg", "gif", "bmp");

  private PictureDecoder() {}

  /**
   * @param content the bytes of a picture file
   * @param name what to call it in an error
   * @return the picture
   * @throws DataException if it can't be decoded
   */
  static GreyPicture decode(byte[] content, String name) {
    return read(content, name, reader -> GreyConversion.of(readWhole(reader), name));
  }

  /**
   * Looks at the header alone, which is quick and takes no memory to speak of.
   *
   * @param content the bytes of a picture file
   * @param name what to call it in an error
   * @throws DataException if it is no picture, or one too large
   */
  static void check(byte[] content, String name) {
    read(
        content,
        name,
        reader -> {
          checkFrames(reader, name);
          return null;
        });
  }

  /**
   * TensorFlow's decoder unpacks all frames of a GIF, though it wants but the first, and makes that
   * as wide as the widest and as high as the highest ({@code gif_io.cc}).
   */
  private static void checkFrames(ImageReader reader, String name) throws IOException {
    if (!reader.getFormatName().equalsIgnoreCase("gif")) {
      return;
    }
    int frames = reader.getNumImages(true);
    int width = 0;
    int height = 0;
    for (int i = 0; i < frames; i++) {
      width = Math.max(width, reader.getWidth(i));
      height = Math.max(height, reader.getHeight(i));
    }
    if (isTooLarge(width, height, frames)) {
      throw tooLarge("%s has %d frames of up to".formatted(name, frames), width, height);
    }
  }

  @FunctionalInterface
  private interface Reading<T> {
    T of(ImageReader reader) throws IOException;
  }

  /** Hands the reader over once the size that the header tells is found bearable. */
  private static <T> T read(byte[] content, String name, Reading<T> reading) {
    if (content.length == 0) {
      throw new DataException(name + " is empty; give a picture file");
    }
    // In memory: ImageIO's own streams would make a file for what they read.
    try (var in = new MemoryCacheImageInputStream(new ByteArrayInputStream(content))) {
      ImageReader reader = readerFor(in, name);
      try {
        reader.setInput(in, false, true);
        checkSize(reader.getWidth(0), reader.getHeight(0), name);
        return reading.of(reader);
      } finally {
        reader.dispose();
      }
    } catch (DataException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      // The readers meet broken files with exceptions of all kinds.
      throw new DataException(
          "%s can't be decoded: it is damaged, truncated or of an unusual kind (%s); save it as PNG"
              .formatted(name, e.getMessage()),
          e);
    }
  }

  private static BufferedImage readWhole(ImageReader reader) throws IOException {
    List<String> warnings = new ArrayList<>();
    reader.addIIOReadWarningListener((source, warning) -> warnings.add(warning));
    BufferedImage image = reader.read(0);
    // Of what a truncated JPEG lacks, its reader makes something up and only warns.
    for (String warning : warnings) {
      if (warning.startsWith("Truncated") || warning.contains("premature end")) {
        throw new IOException(warning);
      }
    }
    return image;
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
    throw new DataException(name + " is no picture that can be read; give PNG, JPEG, GIF or BMP");
  }

  private static void checkSize(int width, int height, String name) {
    if (isTooLarge(width, height, 1)) {
      throw tooLarge(name + " has", width, height);
    }
  }

  private static boolean isTooLarge(int width, int height, int frames) {
    return Math.max(width, height) > Pictures.LARGEST_SIDE
        || (long) width * height * frames > Pictures.MOST_PIXELS;
  }

  private static DataException tooLarge(String found, int width, int height) {
    return new DataException(
        "%s %dx%d pixels; give a picture of at most %d a side and %d in all"
            .formatted(found, width, height, Pictures.LARGEST_SIDE, Pictures.MOST_PIXELS));
  }
}
