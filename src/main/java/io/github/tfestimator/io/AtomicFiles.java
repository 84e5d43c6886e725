package io.github.tfestimator.io;

import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Writes files so that at no moment, a crash included, a half-written one has the name of a whole
 * one: each is written under a temporary name, flushed to the disk, and renamed.
 */
public final class AtomicFiles {
  /** The names that {@link #write} gives to unfinished files. */
  private static final Pattern LEFTOVER = Pattern.compile("\\..+\\.\\d+\\.tmp");

  /** The message of TensorFlow's op Assert, whose brackets hold the text. */
  private static final Pattern ASSERTION =
      Pattern.compile("^(?:\\{\\{.*?}} )?assertion failed: \\[(.*)]$");

  private AtomicFiles() {}

  /**
   * Writes a file, or replaces it.
   *
   * @param file where
   * @param content what
   * @throws IOException if it can't be written; what was there before then still is
   */
  public static void write(Path file, byte[] content) throws IOException {
    // The name contains the process id, as two processes may share a folder, such as a cache.
    Path staging =
        file.resolveSibling(
            ".%s.%d.tmp".formatted(file.getFileName(), ProcessHandle.current().pid()));
    try {
      Files.write(staging, content);
      commit(staging, file);
    } finally {
      Files.deleteIfExists(staging);
    }
  }

  /**
   * Tells whether a file is an unfinished file that {@link #write} left when its process was
   * killed.
   *
   * @param path a file
   * @return whether its name is the name of an unfinished file
   */
  public static boolean isLeftover(Path path) {
    return LEFTOVER.matcher(path.getFileName().toString()).matches();
  }

  /**
   * Flushes a finished file to the disk and gives it its name.
   *
   * @param finished the file, on the same file system
   * @param file its name; what has it is replaced
   * @throws IOException if that fails
   */
  public static void commit(Path finished, Path file) throws IOException {
    flush(finished);
    Files.move(finished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    flushFolder(file.toAbsolutePath().getParent());
  }

  /**
   * Flushes a folder to the disk, with all files and folders in it, and gives the folder its name.
   *
   * @param finished the folder, on the same file system
   * @param folder its name, which nothing has yet
   * @throws IOException if that fails
   */
  public static void commitTree(Path finished, Path folder) throws IOException {
    for (Path path : tree(finished)) {
      if (Files.isDirectory(path)) {
        flushFolder(path);
      } else if (Files.isRegularFile(path)) {
        flush(path);
      }
    }
    Files.move(finished, folder, StandardCopyOption.ATOMIC_MOVE);
    flushFolder(folder.toAbsolutePath().getParent());
  }

  /**
   * Deletes a folder and all that is in it; nothing, if it isn't there.
   *
   * @param folder the folder
   * @throws IOException if something can't be deleted
   */
  public static void deleteTree(Path folder) throws IOException {
    if (Files.exists(folder)) {
      for (Path path : tree(folder)) {
        Files.deleteIfExists(path);
      }
    }
  }

  /**
   * Describes an error in a few words. The message of many file exceptions is only the file's name,
   * and TensorFlow's messages have lines for developers after the first.
   *
   * @param e the caught exception
   * @return a few words for an error message, without a period at the end
   */
  public static String reason(Throwable e) {
    if (e instanceof NoSuchFileException) {
      return "there is no such file";
    }
    if (e instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (e instanceof FileAlreadyExistsException || e instanceof NotDirectoryException) {
      return "a file is in the way";
    }
    if (e instanceof FileSystemLoopException loop) {
      return "%s is a link to a folder that it lies in".formatted(loop.getFile());
    }
    if (e instanceof DirectoryNotEmptyException) {
      return "it is a folder with files";
    }
    if (e instanceof CharacterCodingException) {
      return "it isn't text in UTF-8";
    }
    // Its message would repeat the file's name.
    if (e instanceof FileSystemException f && f.getReason() != null) {
      return f.getReason();
    }
    String message = e.getMessage() == null ? "" : e.getMessage();
    String first = message.lines().findFirst().orElse(e.getClass().getSimpleName());
    first = ASSERTION.matcher(first).replaceFirst("$1");
    return first.endsWith(".") ? first.substring(0, first.length() - 1) : first;
  }

  private static void flush(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }

  /** Without it a power failure may take new names away. */
  private static void flushFolder(Path path) throws IOException {
    if (File.separatorChar == '\\') {
      return; // Windows opens no folders, and keeps its names in a journal.
    }
    try (FileChannel folder = FileChannel.open(path)) {
      folder.force(true);
    }
  }

  /** Lists a folder with all of its contents, children before their folders. */
  private static List<Path> tree(Path folder) throws IOException {
    return Listing.tree(folder).stream().sorted(Comparator.reverseOrder()).toList();
  }
}
