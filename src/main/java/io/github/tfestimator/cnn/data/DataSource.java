package io.github.tfestimator.cnn.data;

import io.github.tfestimator.input.DataException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A data set and how it is divided into a training and a test set.
 *
 * @param data {@code mnist}, {@code digits}, a folder or an .npz file
 * @param split the tutorial's split or the data's own
 * @param images how to read the images; null for {@link ImageOptions#NONE}
 */
public record DataSource(String data, Split split, ImageOptions images) {
  /** The name of MNIST, read from the cache or downloaded. */
  public static final String MNIST = "mnist";

  /** The name of the digits that the program draws. */
  public static final String DIGITS = "digits";

  private static final long DIGITS_SEED = 42;

  /** A way to divide a data set into a training and a test set. */
  public enum Split {
    /** {@code train_test_split(test_size=0.2, random_state=42)} over all examples. */
    TUTORIAL,
    /** As the data was published, for MNIST 60,000 and 10,000 examples. */
    OFFICIAL
  }

  /**
   * Makes a path absolute.
   *
   * @throws IllegalArgumentException if data or split is missing, or digits are to have the
   *     official split
   */
  public DataSource {
    if (data == null || split == null) {
      throw new IllegalArgumentException(
          "data (%s) and split (%s) must be there".formatted(data, split));
    }
    if (data.equals(DIGITS) && split == Split.OFFICIAL) {
      throw new IllegalArgumentException(
          "split (official) must be tutorial for the data digits: only MNIST was published in two sets");
    }
    if (!data.equals(DIGITS) && !data.equals(MNIST)) {
      data = Path.of(data).toAbsolutePath().normalize().toString();
    }
    images = ImageOptions.NONE.equals(images) ? null : images;
    if (images != null) {
      images = absolute(images);
    }
  }

  private static ImageOptions absolute(ImageOptions images) {
    String names = images.classNames();
    return new ImageOptions(
        images.height(),
        images.width(),
        images.channels(),
        images.transpose(),
        names == null ? null : Path.of(names).toAbsolutePath().normalize().toString(),
        images.fit());
  }

  /**
   * Returns a source without options for its images.
   *
   * @param data {@code mnist}, {@code digits}, a folder or an .npz file
   * @param split the tutorial's split or the data's own
   */
  public DataSource(String data, Split split) {
    this(data, split, null);
  }

  /**
   * Returns the split that data has if none is asked for: its own if it has a test set, but the
   * tutorial's for MNIST and for data under MNIST's names.
   *
   * @param data as {@code data}
   * @return the split
   * @throws DataException if there is no such data
   */
  public static Split defaultSplit(String data) {
    return switch (DataKind.of(data)) {
      case MNIST, DIGITS -> Split.TUTORIAL;
      case IDX -> IdxFolder.hasMnistNames(Path.of(data)) ? Split.TUTORIAL : Split.OFFICIAL;
      case CIFAR, NPZ -> Split.OFFICIAL;
      case FOLDER -> ImageFolder.isSplit(Path.of(data)) ? Split.OFFICIAL : Split.TUTORIAL;
    };
  }

  /**
   * Returns a source of other data.
   *
   * @param otherData as {@code data}
   * @return the other data with this split, or with its own default if it is of another kind
   */
  public DataSource withData(String otherData) {
    boolean keeps = !otherData.equals(DIGITS) && DataKind.of(otherData) == kind();
    return new DataSource(otherData, keeps ? split : defaultSplit(otherData), images);
  }

  /**
   * Returns the same data with options for its images.
   *
   * @param options the options
   * @return the source
   */
  public DataSource withImages(ImageOptions options) {
    return new DataSource(data, split, options);
  }

  /** {@return how to read the images} */
  public ImageOptions imageOptions() {
    return images == null ? ImageOptions.NONE : images;
  }

  /**
   * Returns the kind of the data, by what is there.
   *
   * @return the kind
   * @throws DataException if there is no such data
   */
  public DataKind kind() {
    return DataKind.of(data);
  }

  /**
   * Loads the examples.
   *
   * @return the training and test set
   * @throws DataException if the data can't be read or downloaded
   * @throws IllegalArgumentException if the images haven't the size that was asked for
   * @throws IllegalStateException if it is a folder of image files, which have to be decoded
   */
  public DataSplit load() {
    ImageOptions options = imageOptions();
    Optional<Path> names = Optional.ofNullable(options.classNames()).map(Path::of);
    Path path = Path.of(data);
    if (kind() == DataKind.DIGITS) {
      if (options.transpose() || names.isPresent()) {
        throw new IllegalArgumentException(
            "transpose and class names must be left out for the digits that the program draws");
      }
      LabeledImages digits = Digits.draw(Digits.DEFAULT_COUNT, DIGITS_SEED);
      options.requireFits(data, digits.images());
      return TrainTestSplit.split(digits, 0.2, 42);
    }
    DataSplit official =
        switch (kind()) {
          case MNIST -> IdxFolder.named(Mnist.fetch(), names);
          case IDX -> IdxFolder.read(path, names);
          case CIFAR -> Cifar.in(path).orElseThrow().read(path, names);
          case NPZ -> IdxFolder.named(NpzReader.read(path), names);
          case DIGITS, FOLDER ->
              throw new IllegalStateException(data + " holds image files, which must be decoded");
        };
    if (options.transpose()) {
      official = new DataSplit(official.train().transposed(), official.test().transposed());
    }
    options.requireFits(data, official.train().images());
    return split == Split.OFFICIAL
        ? official
        : TrainTestSplit.split(Mnist.original(official), 0.2, 42);
  }
}
