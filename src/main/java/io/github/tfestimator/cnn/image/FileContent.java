package io.github.tfestimator.cnn.image;

import io.github.tfestimator.input.DataException;
import io.github.tfestimator.io.AtomicFiles;
import io.github.tfestimator.io.BoundedFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** The content of image files, if they have a size that images have. */
final class FileContent {
  // More than 25 million pixels of RGB take unpacked; guards against reading, say, a disk image.
  private static final int MAX_SIZE = 100_000_000;

  private FileContent() {}

  /**
   * Reads a file.
   *
   * @throws DataException if it can't be read, or is too large
   */
  static byte[] read(Path path) {
    try {
      if (Files.isDirectory(path)) {
        throw new DataException(path + " is a folder; give an image file");
      }
      return BoundedFiles.read(path, MAX_SIZE);
    } catch (NoSuchFileException e) {
      throw new DataException(path + " doesn't exist; give an image file", e);
    } catch (IOException e) {
      throw new DataException(
          "%s can't be read (%s); give an image file that can"
              .formatted(path, AtomicFiles.reason(e)),
          e);
    }
  }
}
