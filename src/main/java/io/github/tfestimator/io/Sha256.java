package io.github.tfestimator.io;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256, written as {@code sha256sum} writes it. */
public final class Sha256 {
  private Sha256() {}

  /**
   * Creates an empty digest.
   *
   * @return a digest to be updated and given to {@link #hex}
   */
  public static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /**
   * Hashes a file of any size.
   *
   * @param file the file
   * @return 64 digits, lower case
   * @throws IOException if it can't be read
   */
  public static String of(Path file) throws IOException {
    MessageDigest digest = digest();
    byte[] piece = new byte[1 << 16];
    try (InputStream in = Files.newInputStream(file)) {
      for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
        digest.update(piece, 0, read);
      }
    }
    return hex(digest);
  }

  /**
   * Returns a digest as text, and resets it.
   *
   * @param digest an updated digest
   * @return 64 hexadecimal digits, lower case
   */
  public static String hex(MessageDigest digest) {
    return HexFormat.of().formatHex(digest.digest());
  }
}
