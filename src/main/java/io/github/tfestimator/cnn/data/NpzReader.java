package io.github.tfestimator.cnn.data;

import io.github.tfestimator.input.DataException;
import io.github.tfestimator.io.AtomicFiles;
import io.github.tfestimator.io.Excerpt;
import io.github.tfestimator.io.FileKind;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Reads data sets that {@code numpy.savez} or {@code savez_compressed} wrote, as Keras publishes
 * them: the arrays {@code x_train}, {@code y_train}, {@code x_test} and {@code y_test}. Images are
 * [n, rows, columns] or [n, rows, columns, channels], labels [n] or [n, 1], whole numbers of any
 * type.
 */
final class NpzReader {
  private static final List<String> ARRAYS = List.of("x_train", "y_train", "x_test", "y_test");
  private static final int MAX_ARRAY = Integer.MAX_VALUE - 8;

  private final Path file;
  private final ZipFile zip;

  private NpzReader(Path file, ZipFile zip) {
    this.file = file;
    this.zip = zip;
  }

  /** Something that reads an array after its header. */
  private interface Reading<T> {
    T apply(String name, NumberStream numbers, int[] shape) throws IOException;
  }

  /**
   * Reads the four arrays.
   *
   * @param file the .npz file
   * @return the training and the test set, with as many classes as the largest label needs
   * @throws DataException if the file can't be read, lacks an array, or an array can't be used
   */
  static DataSplit read(Path file) {
    try (var zip = new ZipFile(file.toFile())) {
      return new NpzReader(file, zip).read();
    } catch (IOException e) {
      Optional<FileKind> kind =
          FileKind.of(file).filter(kindOfFile -> !kindOfFile.name().equals("a zip file"));
      String message =
          "%s can't be read (%s); give an .npz file that numpy.savez wrote"
              .formatted(file, AtomicFiles.reason(e));
      throw new DataException(
          kind.map(kindOfFile -> kindOfFile.error(file.toString(), "an .npz file")).orElse(message),
          e);
    }
  }

  private DataSplit read() throws IOException {
    List<String> missing =
        ARRAYS.stream().filter(name -> zip.getEntry(name + ".npy") == null).toList();
    if (!missing.isEmpty()) {
      List<String> entries = zip.stream().map(ZipEntry::getName).sorted().limit(10).toList();
      throw new DataException(
          "%s lacks %s: it holds %s; save it by numpy.savez(file, x_train=..., y_train=..., x_test=..., y_test=...)"
              .formatted(file, String.join(", ", missing), Excerpt.of(entries.toString())));
    }
    int[] trainLabels = labels("y_train");
    int[] testLabels = labels("y_test");
    int classes =
        Math.max(LabeledImages.classesOf(trainLabels), LabeledImages.classesOf(testLabels));
    List<String> names = ClassNames.numbered(classes);
    return Mnist.pair(
        labeled("x_train", "y_train", trainLabels).named(names),
        labeled("x_test", "y_test", testLabels).named(names),
        file + ": x_test");
  }

  private LabeledImages labeled(String imagesName, String labelsName, int[] labels)
      throws IOException {
    Images images = images(imagesName);
    if (images.size() != labels.length) {
      throw new DataException(
          "%s: %s holds %d images but %s holds %d labels; save arrays that belong together"
              .formatted(file, imagesName, images.size(), labelsName, labels.length));
    }
    return new LabeledImages(images, labels);
  }

  private Images images(String array) throws IOException {
    return array(
        array,
        (name, numbers, shape) -> {
          boolean hasChannels = shape.length == 4;
          int channels = hasChannels ? shape[3] : 1;
          if (shape.length != 3 && !hasChannels
              || product(shape) < 1
              || Math.max(shape[1], shape[2]) > ImageShape.MAX_SIDE
              || channels != 1 && channels != 3) {
            throw new DataException(
                "%s has the shape %s; save images of [n, rows, columns] or [n, rows, columns, 1 or 3]"
                    .formatted(name, Excerpt.of(Arrays.toString(shape))));
          }
          int width = shape[1] * shape[2] * channels;
          byte[] pixels = numbers.pixels((int) product(shape), width);
          return Images.of(shape[1], shape[2], channels, pixels);
        });
  }

  private int[] labels(String array) throws IOException {
    return array(
        array,
        (name, numbers, shape) -> {
          boolean isColumn = shape.length == 2 && shape[1] == 1;
          if (shape.length != 1 && !isColumn || product(shape) < 1) {
            throw new DataException(
                "%s has the shape %s; save labels of [n] or [n, 1], the number of the class"
                    .formatted(name, Excerpt.of(Arrays.toString(shape))));
          }
          return numbers.labels(shape[0]);
        });
  }

  private <T> T array(String array, Reading<T> reading) throws IOException {
    String name = "%s: %s".formatted(file, array);
    ZipEntry entry = zip.getEntry(array + ".npy");
    try (InputStream in = new BufferedInputStream(zip.getInputStream(entry), 1 << 16)) {
      NpyHeader header = NpyHeader.read(name, in);
      return reading.apply(
          name, new NumberStream(name, in, header.type(), header.order()), header.shape());
    } catch (IOException e) {
      throw new DataException(
          "%s is damaged (%s); copy or download the file again"
              .formatted(name, AtomicFiles.reason(e)),
          e);
    }
  }

  /** Returns how many numbers an array has; 0 if they are too many. */
  private static long product(int[] shape) {
    long product = 1;
    for (int dimension : shape) {
      product = product * dimension > MAX_ARRAY ? 0 : product * dimension;
    }
    return product;
  }
}
