package io.github.tfestimator.cnn.data;

import io.github.tfestimator.input.DataException;
import io.github.tfestimator.io.AtomicFiles;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.zip.ZipException;

/**
 * Reads IDX files, the format that MNIST is published in, raw or gzipped: a magic number that gives
 * the type and the number of dimensions, the dimensions, then the bytes; numbers big-endian.
 *
 * @see <a href="http://yann.lecun.com/exdb/mnist/">The MNIST database, "file formats"</a>
 */
final class IdxReader {
  static final int IMAGES = 0x803;
  static final int LABELS = 0x801;

  // What the JVM can certainly allocate as one array.
  private static final int MAX_ARRAY = Integer.MAX_VALUE - 8;

  private IdxReader() {}

  /**
   * Reads a file of images.
   *
   * @param file an IDX file of 28x28 images
   * @return the images
   * @throws DataException if the file can't be read or isn't an IDX file of such images
   */
  static Images images(Path file) {
    return Images.of(28, 28, content(file, IMAGES, 28, 28));
  }

  /**
   * Reads a file of labels.
   *
   * @param file an IDX file of labels
   * @return the labels, 0 to 9
   * @throws DataException if the file can't be read or isn't an IDX file of such labels
   */
  static int[] labels(Path file) {
    byte[] content = content(file, LABELS);
    int[] labels = new int[content.length];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = content[i] & 0xff;
      if (labels[i] > 9) {
        throw new DataException(
            "%s: label %d at example %d; labels go from 0 to 9".formatted(file, labels[i], i));
      }
    }
    return labels;
  }

  private static byte[] content(Path file, int magic, int... dimensions) {
    try (InputStream raw = Files.newInputStream(file);
        InputStream in = Gunzip.open(raw)) {
      int length = readHeader(file, in, magic, dimensions);
      // Grows with what is there, so a header that promises too much costs nothing.
      byte[] content = in.readNBytes(length);
      if (content.length < length) {
        throw new DataException(
            ("%s is truncated: %d bytes after the header, but its header promises %d; "
                    + "copy or download it again")
                .formatted(file, content.length, length));
      }
      if (in.read() >= 0) {
        throw new DataException(
            "%s goes on after the %d bytes that its header promises; copy or download it again"
                .formatted(file, length));
      }
      return content;
    } catch (NoSuchFileException e) {
      throw new DataException(file + " doesn't exist; give one of MNIST's IDX files", e);
    } catch (EOFException | ZipException e) {
      throw new DataException(
          "%s is a damaged gzip file (%s); copy or download it again"
              .formatted(file, e.getMessage()),
          e);
    } catch (IOException e) {
      throw new DataException(
          "%s can't be read (%s); copy or download it again".formatted(file, AtomicFiles.reason(e)),
          e);
    }
  }

  /** Returns how many bytes of content the header promises. */
  private static int readHeader(Path file, InputStream in, int magic, int[] dimensions)
      throws IOException {
    byte[] bytes = in.readNBytes(8 + 4 * dimensions.length);
    if (bytes.length == 0) {
      throw new DataException(file + " is empty; copy or download it again");
    }
    ByteBuffer header = ByteBuffer.wrap(bytes);
    if (bytes.length >= 4 && header.getInt() != magic) {
      throw new DataException(
          "%s: magic number %d, but IDX %s start with %d; give the file that holds those"
              .formatted(file, header.getInt(0), magic == IMAGES ? "images" : "labels", magic));
    }
    if (header.remaining() < 4 + 4 * dimensions.length) {
      throw new DataException(
          "%s is truncated: it ends inside its header, after %d bytes; copy or download it again"
              .formatted(file, bytes.length));
    }
    int count = header.getInt();
    long width = 1;
    for (int dimension : dimensions) {
      int found = header.getInt();
      if (found != dimension) {
        throw new DataException(
            "%s: images of %d rows and %d columns; only %dx%d can be read"
                .formatted(
                    file, header.getInt(8), header.getInt(12), dimensions[0], dimensions[1]));
      }
      width *= dimension;
    }
    if (count < 1 || count * width > MAX_ARRAY) {
      throw new DataException(
          "%s: its header promises %d examples; 1 to %d can be read"
              .formatted(file, Integer.toUnsignedLong(count), MAX_ARRAY / width));
    }
    return (int) (count * width);
  }
}
