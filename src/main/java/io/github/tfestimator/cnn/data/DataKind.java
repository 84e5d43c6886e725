package io.github.tfestimator.cnn.data;

import io.github.tfestimator.input.DataException;
import io.github.tfestimator.io.FileKind;
import io.github.tfestimator.io.Listing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A kind of data set. */
public enum DataKind {
  /** MNIST, from the cache or downloaded. */
  MNIST,
  /** The digits that the program draws. */
  DIGITS,
  /** A folder with four IDX files. */
  IDX,
  /** A folder with the binary files of CIFAR-10 or CIFAR-100. */
  CIFAR,
  /** A file of NumPy with four arrays. */
  NPZ,
  /** A folder with a subfolder of image files for each class. */
  FOLDER;

  /** Words for errors that say what to give. */
  static final String REMEDY =
      "give the one that holds MNIST's four IDX files (%s), or others named so, CIFAR's binary files, or a subfolder of images for each class; or an .npz file"
          .formatted(MnistFile.names());

  /**
   * Returns the kind of a data set, by what is in the folder.
   *
   * @param data {@code mnist}, {@code digits}, or a path
   * @return the kind
   * @throws DataException if the path is neither such a folder nor an .npz file
   */
  static DataKind of(String data) {
    if (data.equals(DataSource.MNIST)) {
      return MNIST;
    }
    if (data.equals(DataSource.DIGITS)) {
      return DIGITS;
    }
    Path path = Path.of(data);
    if (Files.isRegularFile(path)) {
      if (data.endsWith(".npz")) {
        return NPZ;
      }
      throw new DataException(
          FileKind.of(path)
              .map(kind -> kind.error(data, "a folder or an .npz file"))
              .orElse(
                  "%s is a file, but no .npz file; give a folder or such a file".formatted(path)));
    }
    if (!Files.isDirectory(path)) {
      throw new DataException("%s is no folder; %s".formatted(path, REMEDY));
    }
    if (IdxFolder.isOne(path)) {
      return IDX;
    }
    return Cifar.in(path).isPresent() ? CIFAR : ofFolder(path);
  }

  private static DataKind ofFolder(Path path) {
    try {
      if (Listing.children(path).stream().anyMatch(Files::isDirectory)) {
        return FOLDER;
      }
    } catch (IOException e) {
      throw new DataException("%s can't be read; give a folder that can".formatted(path), e);
    }
    throw new DataException("%s holds no data set; %s".formatted(path, REMEDY));
  }
}
