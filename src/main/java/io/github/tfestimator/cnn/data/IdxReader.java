package io.github.tfestimator.cnn.data;

import io.github.tfestimator.input.DataException;
import io.github.tfestimator.io.AtomicFiles;
import io.github.tfestimator.io.FileKind;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.ZipException;

/**
 * Reads IDX files, the format that MNIST is published in, raw or gzipped: a magic number that gives
 * the type and the number of dimensions, the dimensions, then the numbers; all big-endian. Images
 * may have any size, and a fourth dimension of 1 or 3 channels. Numbers of other types than bytes
 * are read if they are whole and in range.
 *
 * @see <a href="http://yann.lecun.com/exdb/mnist/">The MNIST database, "file formats"</a>
 */
final class IdxReader {
  static final int IMAGES = 0x803;
  static final int LABELS = 0x801;

  private static final int QMNIST_COLUMNS = 8;

  // What the JVM can certainly allocate as one array.
  private static final int MAX_ARRAY = Integer.MAX_VALUE - 8;

  private IdxReader() {}

  /** Something that reads the numbers after a header. */
  private interface Reading<T> {
    T apply(NumberStream numbers, int[] dimensions) throws IOException;
  }

  /**
   * Reads a file of images.
   *
   * @param file an IDX file of images: three dimensions, or four with the channels
   * @return the images
   * @throws DataException if the file can't be read or isn't an IDX file of images
   */
  static Images images(Path file) {
    return read(
        file,
        IMAGES,
        (numbers, sizes) -> {
          int width = size(file, sizes, 1);
          int channels = sizes.length == 4 ? sizes[3] : 1;
          byte[] pixels = numbers.pixels(size(file, sizes, 0), width);
          return Images.of(sizes[1], sizes[2], channels, pixels);
        });
  }

  /**
   * Reads a file of labels. QMNIST has eight numbers for each image, the first of which is the
   * class: {@code labels[:, 0]}.
   *
   * @param file an IDX file of labels: one dimension, or two of which the second is 1 or 8
   * @return the labels, 0 to 65,535
   * @see <a href="https://github.com/facebookresearch/qmnist">QMNIST, "Extended labels"</a>
   * @throws DataException if the file can't be read or isn't an IDX file of such labels
   */
  static int[] labels(Path file) {
    return read(
        file,
        LABELS,
        (numbers, sizes) -> {
          int columns = sizes.length == 2 ? sizes[1] : 1;
          if (columns != 1 && columns != QMNIST_COLUMNS) {
            throw new DataException(
                "%s: %d numbers for each label; give labels with 1, or QMNIST's with 8"
                    .formatted(file, columns));
          }
          return numbers.labels(size(file, sizes, 0), columns);
        });
  }

  private static <T> T read(Path file, int magic, Reading<T> reading) {
    try (InputStream raw = Files.newInputStream(file);
        InputStream in = Gunzip.open(raw)) {
      ByteBuffer start = header(file, in, 4);
      requireIdx(file, start.array(), in);
      NumberType type = type(file, start.getInt(0), magic);
      ByteBuffer rest = header(file, in, 4 * start.get(3));
      int[] dimensions = new int[start.get(3)];
      rest.asIntBuffer().get(dimensions);
      return reading.apply(
          new NumberStream(file.toString(), in, type, ByteOrder.BIG_ENDIAN), dimensions);
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

  /** Refuses a file of another kind, which doesn't start with two zeros. */
  private static void requireIdx(Path file, byte[] start, InputStream in) throws IOException {
    if (start[0] == 0 && start[1] == 0) {
      return;
    }
    byte[] more = Arrays.copyOf(start, FileKind.START);
    int read = in.readNBytes(more, start.length, more.length - start.length);
    Optional<FileKind> kind = FileKind.of(Arrays.copyOf(more, start.length + read));
    if (kind.isPresent()) {
      throw new DataException(kind.get().error(file.toString(), "an IDX file"));
    }
  }

  private static ByteBuffer header(Path file, InputStream in, int length) throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length == 0 && length == 4) {
      throw new DataException(file + " is empty; copy or download it again");
    }
    if (bytes.length < length) {
      throw new DataException(
          "%s is truncated: it ends inside its header, after %d bytes; copy or download it again"
              .formatted(file, bytes.length + (length == 4 ? 0 : 4)));
    }
    return ByteBuffer.wrap(bytes);
  }

  private static NumberType type(Path file, int number, int magic) {
    int dimensions = number & 0xff;
    boolean fits = dimensions == (magic & 0xff) || dimensions == (magic & 0xff) + 1;
    if (number >>> 16 == 0 && fits) {
      int code = number >>> 8 & 0xff;
      return NumberType.ofIdx(code)
          .orElseThrow(
              () ->
                  new DataException(
                      "%s: the type code 0x%02X, which IDX doesn't have; copy or download it again"
                          .formatted(file, code)));
    }
    throw new DataException(
        "%s: magic number %d, but IDX %s start with %d; give the file that holds those"
            .formatted(file, number, magic == IMAGES ? "images" : "labels", magic));
  }

  /** Returns how many numbers the header promises, or one example of it has. */
  private static int size(Path file, int[] dimensions, int from) {
    long width = 1;
    for (int i = 1; i < dimensions.length; i++) {
      width = Math.min(width, MAX_ARRAY) * Math.max(0, dimensions[i]);
    }
    if (width < 1
        || width > MAX_ARRAY
        || Arrays.stream(dimensions).skip(1).anyMatch(side -> side > ImageShape.MAX_SIDE)
        || (dimensions.length == 4 && dimensions[3] != 1 && dimensions[3] != 3)) {
      throw new DataException(
          "%s: images of %s; give some of 1 to 4096 rows and columns, with 1 or 3 channels"
              .formatted(file, text(dimensions)));
    }
    long count = dimensions[0];
    if (count < 1 || count * width > MAX_ARRAY) {
      throw new DataException(
          "%s: its header promises %d examples; 1 to %d can be read"
              .formatted(file, Integer.toUnsignedLong(dimensions[0]), MAX_ARRAY / width));
    }
    return (int) (from == 0 ? count * width : width);
  }

  private static String text(int[] dimensions) {
    return "%d rows, %d columns and %d channels"
        .formatted(dimensions[1], dimensions[2], dimensions.length == 4 ? dimensions[3] : 1);
  }
}
