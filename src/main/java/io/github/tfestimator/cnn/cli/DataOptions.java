package io.github.tfestimator.cnn.cli;

import io.github.tfestimator.cnn.cli.ModelSettings.ScalerKind;
import io.github.tfestimator.cnn.data.DataKind;
import io.github.tfestimator.cnn.data.DataSource;
import io.github.tfestimator.cnn.data.DataSource.Split;
import io.github.tfestimator.cnn.data.Fit;
import io.github.tfestimator.cnn.data.ImageOptions;
import io.github.tfestimator.input.DataException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Option;

/** The options of a training's data. */
final class DataOptions {
  /** The description of a data set. */
  static final String SOURCES =
      "mnist (from the cache, else downloaded), digits (built in), a folder with four IDX files named"
          + " as MNIST's or EMNIST's, a folder with CIFAR's binary files, a folder with a subfolder of"
          + " PNG, JPEG, GIF or BMP files for each class, or a file .npz";

  private static final Pattern SIZE = Pattern.compile("(\\d{1,5})(?:x(\\d{1,5}))?");

  @Option(
      names = "--data",
      paramLabel = "SOURCE",
      defaultValue = DataSource.MNIST,
      description = SOURCES + " (${DEFAULT-VALUE}).")
  private String data;

  @Option(
      names = "--split",
      paramLabel = "SPLIT",
      description =
          "tutorial: train_test_split(test_size=0.2, random_state=42) of all images; official: the"
              + " data's own training and test set, of folders the subfolders train and test (tutorial"
              + " for MNIST, files named so, digits, and folders without train and test; else"
              + " official).")
  private Optional<Split> split;

  @Option(
      names = "--scaler",
      paramLabel = "SCALER",
      description =
          "minmax: each pixel from its least to its largest value in the training set; unit: all"
              + " divided by 255 (minmax for MNIST, digits and IDX files, else unit).")
  private Optional<ScalerKind> scaler;

  @Option(
      names = "--image-size",
      paramLabel = "SIZE",
      description =
          "Resize image files to SIZE, such as 64, or 48x64 for height and width (32). Other data has"
              + " its size.")
  private Optional<String> imageSize;

  @Option(
      names = "--channels",
      paramLabel = "N",
      description =
          "Read image files as gray (1) or as color (3); by default as color if one of them is.")
  private Optional<Integer> channels;

  @Option(
      names = "--fit",
      paramLabel = "WHEN",
      description =
          "auto brings image files for a network of gray 28x28 images into MNIST's form, as a"
              + " service then does; never resizes them, as for other sizes (auto).")
  private Optional<Fit> fit;

  @Option(
      names = "--classes",
      paramLabel = "N",
      description = "Number of classes, no less than the data has (as many as the data has).")
  private Optional<Integer> classes;

  @Option(
      names = "--transpose",
      description = "Exchange rows and columns of images, as EMNIST's need.")
  private boolean transpose;

  @Option(
      names = "--class-names",
      paramLabel = "FILE",
      description =
          "Name the classes by a text file: a name a line, or EMNIST's mapping, which is found beside"
              + " its files. Folders name theirs.")
  private Optional<Path> classNames;

  /** Refuses values out of range. */
  void check() {
    imageOptions();
    classes.ifPresent(
        count -> {
          if (count < 2 || count > 65_536) {
            throw new IllegalArgumentException("classes (" + count + ") must be 2 to 65536");
          }
        });
  }

  DataSource source() {
    ImageOptions options = imageOptions();
    return new DataSource(data, split.orElseGet(this::defaultSplit), options);
  }

  /** Returns the data's default; the tutorial's if there is no data, refused when it is loaded. */
  private Split defaultSplit() {
    try {
      return DataSource.defaultSplit(data);
    } catch (DataException e) {
      return Split.TUTORIAL;
    }
  }

  /** Returns the kind of the data; that of IDX files if there is none, refused later. */
  private DataKind kind() {
    try {
      return source().kind();
    } catch (DataException e) {
      return DataKind.IDX;
    }
  }

  private ImageOptions imageOptions() {
    Integer height = null;
    Integer width = null;
    if (imageSize.isPresent()) {
      Matcher matcher = SIZE.matcher(imageSize.get());
      if (!matcher.matches()) {
        throw new IllegalArgumentException(
            "image size (%s) must be like 64, or like 48x64 for height and width"
                .formatted(imageSize.get()));
      }
      height = Integer.valueOf(matcher.group(1));
      width = matcher.group(2) == null ? height : Integer.valueOf(matcher.group(2));
    }
    return new ImageOptions(
        height,
        width,
        channels.orElse(null),
        transpose,
        classNames.map(Path::toString).orElse(null),
        fit.filter(it -> it == Fit.NEVER).orElse(null));
  }

  OptionalInt classes() {
    return classes.isPresent() ? OptionalInt.of(classes.get()) : OptionalInt.empty();
  }

  ScalerKind scaler() {
    return scaler.orElseGet(
        () ->
            switch (kind()) {
              case MNIST, DIGITS, IDX -> ScalerKind.MINMAX;
              case CIFAR, NPZ, FOLDER -> ScalerKind.UNIT;
            });
  }

  /** Tells whether the shape of the images and the number of classes are known before loading. */
  boolean isOfTenDigits() {
    DataKind kind = kind();
    return (kind == DataKind.MNIST || kind == DataKind.DIGITS) && classes.isEmpty();
  }
}
