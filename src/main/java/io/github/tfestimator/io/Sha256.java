package io.github.tfestimator.io;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256, written as {@code sha256sum} writes it. */
public final class Sha256 {
  private Sha256() {}

  /**
   * @return an empty digest, to be filled and given to {@link #hex}
   */
  public static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /**
   * @param digest what was hashed; empty again afterwards
   * @return 64 digits, lower case
   */
  public static String hex(MessageDigest digest) {
    return HexFormat.of().formatHex(digest.digest());
  }
}
