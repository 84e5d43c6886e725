package io.github.tfestimator.cnn.image;

import io.github.tfestimator.input.DataException;
import io.github.tfestimator.io.AtomicFiles;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * Turns picture files into pictures like MNIST's: 28x28, grey, light on dark.
 *
 * <ol>
 *   <li>PNG, JPEG, GIF (its first frame) and BMP are read, up to 25 million pixels and 20,000 a
 *       side.
 *   <li>Colours become grey by Rec. 601, 0.299 R + 0.587 G + 0.114 B, as TensorFlow's {@code
 *       decode_png} with one channel does; of 16 bits the upper 8 count. No gamma or color profile
 *       is applied.
 *   <li>What is transparent shows the background: black behind light ink, white behind dark.
 *   <li>A picture that isn't square is centered in a square of its border's median.
 *   <li>It is scaled to 28x28, by averaging areas if it is larger and bilinearly if it is smaller.
 *   <li>Dark ink on light paper is inverted.
 * </ol>
 *
 * <p>A light-on-dark grey picture of 28x28 comes through byte for byte. Nothing is cropped,
 * centered or turned (as EXIF may ask for), whereas MNIST's digits fill 20x20 pixels and have their
 * center of mass in the middle.
 */
public final class Pictures {
  /** What is written on what. */
  public enum Ink {
    /** As in MNIST: taken as it is. */
    LIGHT_ON_DARK,
    /** As on paper: inverted. */
    DARK_ON_LIGHT,
    /**
     * Dark on light if the mean of the picture's outermost pixels is above 127. If most of these
     * are transparent, what isn't transparent is the ink, and its mean decides.
     */
    DETECT
  }

  /** Pixels that a picture may have in a row or a column. */
  public static final int LARGEST_SIDE = 20_000;

  /** Pixels that a picture may have in all: a file of a few bytes may ask for gigabytes. */
  public static final int MOST_PIXELS = 25_000_000;

  // More than 25 million pixels of RGB take unpacked; guards against reading, say, a disk image.
  private static final long LARGEST_FILE = 100_000_000;

  private Pictures() {}

  /**
   * Reads a picture file.
   *
   * @param file a PNG, JPEG, GIF or BMP file
   * @param ink what is written on what
   * @return 784 pixels, unsigned, row after row
   * @throws DataException if the file can't be read or is no such picture
   */
  public static byte[] read28x28(Path file, Ink ink) {
    try {
      if (Files.isDirectory(file)) {
        throw new DataException(file + " is a folder; give a picture file");
      }
      if (Files.size(file) > LARGEST_FILE) {
        throw new DataException(
            "%s has %d bytes; pictures of up to %d can be read"
                .formatted(file, Files.size(file), LARGEST_FILE));
      }
      return decode28x28(Files.readAllBytes(file), file.toString(), ink);
    } catch (NoSuchFileException e) {
      throw new DataException(file + " doesn't exist; give a picture file", e);
    } catch (IOException e) {
      throw new DataException(
          "%s can't be read (%s); give a picture file that can"
              .formatted(file, AtomicFiles.reason(e)),
          e);
    }
  }

  /**
   * Decodes a picture file's content.
   *
   * @param content the bytes of a PNG, JPEG, GIF or BMP file
   * @param name what to call the picture in an error
   * @param ink what is written on what
   * @return 784 pixels, unsigned, row after row
   * @throws DataException if it is no such picture
   */
  public static byte[] decode28x28(byte[] content, String name, Ink ink) {
    return to28x28(PictureDecoder.decode(content, name), ink);
  }

  /**
   * Makes a picture like MNIST's of one that is decoded.
   *
   * @param image grey, RGB or of a palette, with or without alpha
   * @param ink what is written on what
   * @return 784 pixels, unsigned, row after row
   * @throws DataException if it has other colors
   */
  public static byte[] to28x28(BufferedImage image, Ink ink) {
    return to28x28(GreyConversion.of(image, "the image"), ink);
  }

  /**
   * Looks at a picture file's header alone: a file of a few bytes may ask for gigabytes when it is
   * decoded. Of a GIF, the headers of all frames count, as some decoders unpack all: the largest
   * width times the largest height times the number of frames.
   *
   * @param content the bytes of a picture file
   * @param name what to call the picture in an error
   * @throws DataException if it is no PNG, JPEG, GIF or BMP, or has more than 25 million pixels or
   *     20,000 a side
   */
  public static void checkHeader(byte[] content, String name) {
    PictureDecoder.check(content, name);
  }

  private static byte[] to28x28(GreyPicture picture, Ink ink) {
    boolean dark =
        switch (ink) {
          case LIGHT_ON_DARK -> false;
          case DARK_ON_LIGHT -> true;
          case DETECT -> picture.isDarkOnLight();
        };
    byte[] pixels = SquareScaler.scale(picture.over(dark ? 255 : 0), 28);
    if (dark) {
      for (int i = 0; i < pixels.length; i++) {
        pixels[i] = (byte) (255 - (pixels[i] & 0xff));
      }
    }
    return pixels;
  }
}
