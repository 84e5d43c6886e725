package io.github.tfestimator.cnn.data;

import io.github.tfestimator.input.DataException;
import io.github.tfestimator.io.AtomicFiles;
import io.github.tfestimator.io.FileKind;
import io.github.tfestimator.io.Listing;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * CIFAR-10 and CIFAR-100 in their binary files: records of a label (CIFAR-100: a coarse and a fine
 * one, of which the fine one is taken) and 32x32 pixels, all red ones first, then green and blue.
 *
 * @see <a href="https://www.cs.toronto.edu/~kriz/cifar.html">The CIFAR-10 dataset, "binary
 *     version"</a>
 */
final class Cifar {
  private static final int SIDE = 32;
  private static final int PLANE = SIDE * SIDE;
  private static final int WIDTH = 3 * PLANE;

  /** The version with ten classes. */
  private static final Cifar TEN =
      new Cifar("data_batch_\\d+\\.bin", "test_batch.bin", "batches.meta.txt", 1, 10);

  private static final Cifar HUNDRED =
      new Cifar("train\\.bin", "test.bin", "fine_label_names.txt", 2, 100);

  private final String trainPattern;
  private final String testName;
  private final String namesName;
  private final int labelBytes;
  private final int classes;

  private Cifar(
      String trainPattern, String testName, String namesName, int labelBytes, int classes) {
    this.trainPattern = trainPattern;
    this.testName = testName;
    this.namesName = namesName;
    this.labelBytes = labelBytes;
    this.classes = classes;
  }

  /** {@return the version that a folder holds, if it holds one} */
  static Optional<Cifar> in(Path folder) {
    return Stream.of(TEN, HUNDRED)
        .filter(
            version ->
                !version.trainFiles(folder).isEmpty()
                    || Files.exists(folder.resolve(version.testName)))
        .findFirst();
  }

  /**
   * Reads the files.
   *
   * @param mapping a file with the classes' names, or none to take CIFAR's own, if it is there
   * @throws DataException if a file is missing or can't be used
   */
  DataSplit read(Path folder, Optional<Path> mapping) {
    List<Path> train = trainFiles(folder);
    Path test = folder.resolve(testName);
    if (train.isEmpty() || !Files.exists(test)) {
      throw new DataException(
          "%s lacks %s; put the files of CIFAR's binary version there"
              .formatted(
                  folder,
                  train.isEmpty()
                      ? trainPattern.replace("\\d+", "1").replace("\\", "")
                      : testName));
    }
    Path namesFile = folder.resolve(namesName);
    Optional<Path> file = mapping.or(() -> Optional.of(namesFile).filter(Files::isRegularFile));
    List<String> names =
        file.map(path -> ClassMapping.read(path, classes)).orElse(ClassNames.numbered(classes));
    return new DataSplit(read(train, names), read(List.of(test), names));
  }

  private List<Path> trainFiles(Path folder) {
    try {
      return Listing.children(folder).stream()
          .filter(file -> file.getFileName().toString().matches(trainPattern))
          .toList();
    } catch (IOException e) {
      throw unreadable(folder, e);
    }
  }

  private LabeledImages read(List<Path> files, List<String> names) {
    long records = files.stream().mapToLong(this::records).sum();
    if (records * WIDTH > Integer.MAX_VALUE - 8) {
      throw new DataException(
          "%s: %d images of all its files; give fewer"
              .formatted(files.get(0).getParent(), records));
    }
    byte[] pixels = new byte[(int) records * WIDTH];
    int[] labels = new int[(int) records];
    int first = 0;
    for (Path file : files) {
      first = read(file, pixels, labels, first, names.size());
    }
    return new LabeledImages(Images.of(SIDE, SIDE, 3, pixels), labels, names);
  }

  private long records(Path file) {
    try {
      long size = Files.size(file);
      int record = labelBytes + WIDTH;
      if (size == 0 || size % record != 0) {
        Optional<FileKind> kind = FileKind.of(file);
        if (kind.isPresent()) {
          throw new DataException(kind.get().error(file.toString(), "one of CIFAR's binary files"));
        }
        throw new DataException(
            "%s has %d bytes, no whole number of records of %d; copy or download it again"
                .formatted(file, size, record));
      }
      return size / record;
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private int read(Path file, byte[] pixels, int[] labels, int first, int classCount) {
    byte[] record = new byte[labelBytes + WIDTH];
    int next = first;
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
      while (next < labels.length && in.readNBytes(record, 0, record.length) == record.length) {
        int label = record[labelBytes - 1] & 0xff;
        if (label >= classCount) {
          throw new DataException(
              "%s: label %d at record %d; labels go from 0 to %d: copy or download it again"
                  .formatted(file, label, next - first, classCount - 1));
        }
        labels[next] = label;
        for (int i = 0; i < WIDTH; i++) {
          pixels[next * WIDTH + i] = record[labelBytes + i % 3 * PLANE + i / 3];
        }
        next++;
      }
      return next;
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static DataException unreadable(Path file, IOException e) {
    return new DataException(
        "%s can't be read (%s); copy or download it again".formatted(file, AtomicFiles.reason(e)),
        e);
  }
}
