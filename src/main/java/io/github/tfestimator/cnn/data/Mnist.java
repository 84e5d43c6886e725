package io.github.tfestimator.cnn.data;

import io.github.tfestimator.input.DataException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * MNIST: 60,000 + 10,000 handwritten digits of 28x28 gray pixels, light on dark.
 *
 * <p>Start with {@link #fetch()}, which needs the network once, or {@link #read} with a folder of
 * one's own. {@link #original} puts them into the order that the tutorial's split is made from.
 */
public final class Mnist {
  private Mnist() {}

  /**
   * Reads the four IDX files, raw or gzipped (NAME or NAME.gz): train-images-idx3-ubyte,
   * train-labels-idx1-ubyte, t10k-images-idx3-ubyte, t10k-labels-idx1-ubyte, also with a dot before
   * idx, in capitals, or each in a folder of its name. Any data set in that form will do, as
   * Fashion-MNIST, so their content isn't compared with MNIST's. Images may have any size, and
   * labels go up to 65,535.
   *
   * @param folder where the files are
   * @return the official training and test set
   * @throws DataException if a file is missing or can't be used
   */
  public static DataSplit read(Path folder) {
    return read(find(folder));
  }

  /**
   * Reads MNIST from the cache, {@code tf-estimator/mnist} in {@code $XDG_CACHE_HOME} or in {@code
   * ~/.cache}. What isn't there, or is damaged, is downloaded (11 MB in all) and kept. Only files
   * with the published content are accepted.
   *
   * @return the official training and test set
   * @throws DataException if a file is neither in the cache nor can be downloaded
   */
  public static DataSplit fetch() {
    return read(MnistDownload.standard().fetch());
  }

  /**
   * Returns the cache that {@link #fetch} reads and fills.
   *
   * @return a folder, which may not exist yet
   */
  public static Path cache() {
    return MnistDownload.cache();
  }

  /**
   * The order of "MNIST original", the data set that the tutorial downloads from mldata.org: the
   * training set sorted by label, followed by the test set sorted by label, each stably.
   *
   * @param official the official training and test set
   * @return all of it, 70,000 examples for MNIST
   */
  public static LabeledImages original(DataSplit official) {
    int train = official.train().size();
    LabeledImages all = official.train().then(official.test());
    return all.select(
        IntStream.concat(byLabel(all, 0, train), byLabel(all, train, all.size())).toArray());
  }

  private static IntStream byLabel(LabeledImages all, int from, int to) {
    return IntStream.range(from, to)
        .boxed()
        .sorted(Comparator.comparing(i -> all.labels()[i]))
        .mapToInt(i -> i);
  }

  private static DataSplit read(Map<MnistFile, Path> files) {
    return pair(
        read(files.get(MnistFile.TRAIN_IMAGES), files.get(MnistFile.TRAIN_LABELS)),
        read(files.get(MnistFile.TEST_IMAGES), files.get(MnistFile.TEST_LABELS)),
        files.get(MnistFile.TEST_IMAGES).toString());
  }

  /**
   * Pairs a training and a test set, and gives both the classes of the one that has more.
   *
   * @param testName what to call the test set in an error
   * @throws DataException if their images differ in size
   */
  static DataSplit pair(LabeledImages train, LabeledImages test, String testName) {
    String trainSize = size(train.images());
    String testSize = size(test.images());
    if (!trainSize.equals(testSize)) {
      throw new DataException(
          "%s: images of %s, but those of the training set are of %s; give images of one size"
              .formatted(testName, testSize, trainSize));
    }
    List<String> names = train.classes() >= test.classes() ? train.classNames() : test.classNames();
    return new DataSplit(train.named(names), test.named(names));
  }

  private static String size(Images images) {
    return "%dx%d pixels and %d channel%s"
        .formatted(
            images.rows(), images.columns(), images.channels(), images.channels() == 1 ? "" : "s");
  }

  static LabeledImages read(Path imageFile, Path labelFile) {
    Images images = IdxReader.images(imageFile);
    int[] labels = IdxReader.labels(labelFile);
    if (images.size() != labels.length) {
      throw new DataException(
          "%s holds %d images but %s holds %d labels; give files that belong together"
              .formatted(imageFile, images.size(), labelFile, labels.length));
    }
    return new LabeledImages(images, labels);
  }

  private static Map<MnistFile, Path> find(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw new DataException(
          "%s is no folder; give the one that holds MNIST's four IDX files (%s)"
              .formatted(folder, MnistFile.names()));
    }
    var paths = new EnumMap<MnistFile, Path>(MnistFile.class);
    List<String> missing = new ArrayList<>();
    List<Path> files = IdxFolder.files(folder);
    for (MnistFile file : MnistFile.values()) {
      files.stream()
          .filter(path -> file.mayBeNamed(path.getFileName().toString()))
          .findFirst()
          .ifPresentOrElse(path -> paths.put(file, path), () -> missing.add(file.idxName()));
    }
    if (!missing.isEmpty()) {
      throw new DataException(
          "%s lacks %s, with or without .gz; put MNIST's four IDX files there (%s)"
              .formatted(folder, String.join(", ", missing), MnistFile.names()));
    }
    return paths;
  }
}
