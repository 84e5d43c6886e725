package io.github.tfestimator.fuzz;

import io.github.tfestimator.io.AtomicFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A folder for the files of one target, gone at the end of the process. */
public final class ScratchFolder {
  private final Path folder;

  /** Creates an empty folder. */
  public ScratchFolder() {
    try {
      folder = Files.createTempDirectory("fuzz");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Runtime.getRuntime().addShutdownHook(new Thread(this::delete));
  }

  private void delete() {
    try {
      AtomicFiles.deleteTree(folder);
    } catch (IOException e) {
      // The system's folder for temporary files is cleared some day.
    }
  }

  /** {@return the folder} */
  public Path path() {
    return folder;
  }

  /**
   * Writes a file over what it held before.
   *
   * @param name the file's path in the folder
   * @param content the content
   * @return the file
   */
  public Path write(String name, byte[] content) {
    Path file = folder.resolve(name);
    try {
      if (!Files.isDirectory(file.getParent())) {
        Files.createDirectories(file.getParent());
      }
      return Files.write(file, content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
