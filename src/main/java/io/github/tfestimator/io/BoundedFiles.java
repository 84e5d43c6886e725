package io.github.tfestimator.io;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * Reads whole files up to a limit. The limit counts the bytes that are read, not the size that the
 * file system tells: an endless device such as {@code /dev/zero} has a size of 0.
 */
public final class BoundedFiles {
  /** The size that settings, states and histories may have, in bytes: some hundred times theirs. */
  public static final int MAX_BYTES = 64 << 20;

  private BoundedFiles() {}

  /**
   * Reads a file of any kind, such as a pipe that the user named.
   *
   * @param file the file
   * @param maxBytes the size that it may have
   * @return its bytes
   * @throws IOException if it can't be read or is larger
   */
  public static byte[] read(Path file, int maxBytes) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] content = in.readNBytes(maxBytes + 1);
      if (content.length > maxBytes) {
        throw new FileSystemException(
            file.toString(),
            null,
            "it has more than %d bytes, the most that is read of such a file: name the right one"
                .formatted(maxBytes));
      }
      return content;
    }
  }

  /**
   * Reads a text file of any kind, of at most {@link #MAX_BYTES}.
   *
   * @param file the file, in UTF-8
   * @return its text
   * @throws java.nio.charset.CharacterCodingException if it isn't UTF-8
   * @throws IOException if it can't be read or is larger
   */
  public static String readText(Path file) throws IOException {
    return text(read(file, MAX_BYTES));
  }

  /**
   * Reads a regular file of at most {@link #MAX_BYTES}, as one in a folder that the user named.
   *
   * @param file the file
   * @return its bytes
   * @throws IOException if it can't be read, is larger, or is a pipe or device
   */
  public static byte[] readRegular(Path file) throws IOException {
    requireRegular(file);
    return read(file, MAX_BYTES);
  }

  /**
   * Reads a regular text file of at most {@link #MAX_BYTES}.
   *
   * @param file the file, in UTF-8
   * @return its text
   * @throws java.nio.charset.CharacterCodingException if it isn't UTF-8
   * @throws IOException if it can't be read, is larger, or is a pipe or device
   */
  public static String readRegularText(Path file) throws IOException {
    return text(readRegular(file));
  }

  /**
   * Refuses pipes and devices before they are opened: a pipe that nobody writes to would be waited
   * for, and a device may never end.
   *
   * @param file a file or folder, which may not be there
   * @throws IOException if it is a pipe or device
   */
  public static void requireRegular(Path file) throws IOException {
    if (Files.exists(file) && Files.readAttributes(file, BasicFileAttributes.class).isOther()) {
      throw new FileSystemException(
          file.toString(), null, file.getFileName() + " is a pipe or device, no regular file");
    }
  }

  private static String text(byte[] content) throws IOException {
    return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString();
  }
}
