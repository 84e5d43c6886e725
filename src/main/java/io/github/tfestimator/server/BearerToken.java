package io.github.tfestimator.server;

import io.github.tfestimator.io.AtomicFiles;
import io.github.tfestimator.io.BoundedFiles;
import io.github.tfestimator.server.ApiException.Code;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;

/** The token that requests must bring in the header {@code Authorization}. */
final class BearerToken {
  private static final String BEARER = "Bearer ";

  /** No header of a request is longer. */
  private static final int MAX_BYTES = 1 << 16;

  private final byte[] token;

  private BearerToken(byte[] token) {
    this.token = token;
  }

  /**
   * Reads a token.
   *
   * @throws ServerException if the file can't be read or is no token
   */
  static BearerToken read(Path file) {
    try {
      // Bytes that are no UTF-8 are no token either.
      String token =
          new String(BoundedFiles.read(file, MAX_BYTES), StandardCharsets.ISO_8859_1).strip();
      if (!token.matches("[!-~]+")) {
        throw new ServerException(
            "The token file %s must be one line of printable ASCII characters without spaces."
                .formatted(file),
            null);
      }
      return new BearerToken(token.getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      throw new ServerException(
          "The token file %s can't be read: %s.".formatted(file, AtomicFiles.reason(e)), e);
    }
  }

  /**
   * Checks a request's header.
   *
   * @param header null if there is none
   * @throws ApiException if it hasn't the token
   */
  void require(String header) {
    boolean isBearer = header != null && header.regionMatches(true, 0, BEARER, 0, BEARER.length());
    String given = isBearer ? header.substring(BEARER.length()).strip() : "";
    // In constant time, so that the token can't be guessed byte by byte.
    if (!MessageDigest.isEqual(given.getBytes(StandardCharsets.UTF_8), token)) {
      throw new ApiException(
          Code.UNAUTHENTICATED, "The request must have the header Authorization: Bearer TOKEN");
    }
  }
}
