package io.github.tfestimator.cnn.image;

import io.github.tfestimator.cnn.data.DataSource;
import io.github.tfestimator.cnn.data.DataSource.Split;
import io.github.tfestimator.cnn.data.DataSplit;
import io.github.tfestimator.cnn.data.ImageFolder;
import io.github.tfestimator.cnn.data.ImageFolder.LabeledFile;
import io.github.tfestimator.cnn.data.ImageOptions;
import io.github.tfestimator.cnn.data.ImageShape;
import io.github.tfestimator.cnn.data.Images;
import io.github.tfestimator.cnn.data.LabeledImages;
import io.github.tfestimator.cnn.data.TrainTestSplit;
import io.github.tfestimator.input.DataException;
import java.nio.file.Path;
import java.util.List;

/**
 * Loads folders of image files as training and test sets. Small sets are decoded once and kept in
 * memory; files that can't be decoded are left out, named and counted. Sets of more than {@value
 * #MAX_FILE_BYTES} bytes of files or {@value #MAX_PIXEL_BYTES} of pixels are decoded a batch at a
 * time, by several threads; there the next readable image of its class stands for one that can't be
 * decoded.
 */
public final class FolderImages {
  /** Rows and columns of images if no size is asked for: CIFAR's, which a CPU trains in minutes. */
  private static final int DEFAULT_SIDE = 32;

  static final long MAX_FILE_BYTES = 256L << 20;
  static final long MAX_PIXEL_BYTES = 64L << 20;

  private FolderImages() {}

  /**
   * Loads a folder.
   *
   * @param source the folder, with the size and channels to bring its images to. Without a size it
   *     is 32x32, without channels 3 if one of the files has color and 1 if none has
   * @return the training and test set, to be closed
   * @throws DataException if the folder isn't as {@link ImageFolder#list} demands, or all images of
   *     a class are unreadable
   */
  public static DataSplit load(DataSource source) {
    return load(source, MAX_FILE_BYTES, MAX_PIXEL_BYTES);
  }

  static DataSplit load(DataSource source, long maxFileBytes, long maxPixelBytes) {
    Path path = Path.of(source.data());
    refuseUnused(source.imageOptions());
    ImageFolder folder = ImageFolder.list(path);
    if (source.split() == Split.OFFICIAL && folder.test().isEmpty()) {
      throw new DataException(
          "%s has no subfolders train and test for --split official; use --split tutorial"
              .formatted(path));
    }
    ImageShape shape = shape(source.imageOptions(), folder);
    boolean fits = source.imageOptions().fits(shape);
    LabeledImages train = read(folder, folder.train(), shape, fits, maxFileBytes, maxPixelBytes);
    if (folder.test().isEmpty()) {
      return TrainTestSplit.split(train, 0.2, 42);
    }
    List<LabeledFile> testFiles = folder.test().get();
    LabeledImages test = read(folder, testFiles, shape, fits, maxFileBytes, maxPixelBytes);
    return new DataSplit(train, test);
  }

  private static void refuseUnused(ImageOptions options) {
    if (options.transpose()) {
      throw new IllegalArgumentException(
          "transpose (true) must be left out for image files: turn the files instead");
    }
    if (options.classNames() != null) {
      throw new IllegalArgumentException(
          "class names (%s) must be left out for image files: the subfolders' names are taken"
              .formatted(options.classNames()));
    }
  }

  private static ImageShape shape(ImageOptions options, ImageFolder folder) {
    boolean hasSize = options.height() != null;
    return new ImageShape(
        hasSize ? options.height() : DEFAULT_SIDE,
        hasSize ? options.width() : DEFAULT_SIDE,
        options.channels() != null ? options.channels() : ImageColors.channels(folder.train()));
  }

  private static LabeledImages read(
      ImageFolder folder,
      List<LabeledFile> files,
      ImageShape shape,
      boolean fits,
      long maxFileBytes,
      long maxPixelBytes) {
    var source = new FilePixels(folder.folder(), files, shape, fits);
    boolean isSmall =
        (long) files.size() * shape.pixels() <= maxPixelBytes && source.bytes() <= maxFileBytes;
    int[] labels = files.stream().mapToInt(LabeledFile::label).toArray();
    if (!isSmall) {
      Images images = Images.of(shape.height(), shape.width(), shape.channels(), source);
      return new LabeledImages(images, labels, folder.classNames());
    }
    try (source) {
      return source.readAll(folder.classNames());
    }
  }
}
