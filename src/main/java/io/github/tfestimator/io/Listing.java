package io.github.tfestimator.io;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Lists what lies in folders. The streams of {@link Files} fail with an {@link
 * UncheckedIOException} in the midst of a folder, and with an {@link IOException} at its beginning:
 * here it is always the latter.
 */
public final class Listing {
  private Listing() {}

  /**
   * Lists what lies directly in a folder.
   *
   * @param folder a folder
   * @return files and folders in the order of their paths
   * @throws IOException if the folder can't be read
   */
  public static List<Path> children(Path folder) throws IOException {
    try (Stream<Path> children = Files.list(folder)) {
      return children.sorted().toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  /**
   * Lists a folder with all that is in it.
   *
   * @param folder a folder
   * @param options whether links are followed
   * @return the folder, files and folders in the order of their paths, folders before their
   *     contents
   * @throws IOException if a folder can't be read
   */
  public static List<Path> tree(Path folder, FileVisitOption... options) throws IOException {
    try (Stream<Path> tree = Files.walk(folder, options)) {
      return tree.sorted().toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }
}
