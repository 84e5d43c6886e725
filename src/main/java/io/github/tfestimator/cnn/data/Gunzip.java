package io.github.tfestimator.cnn.data;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;

/** A reader of files that may be gzipped. */
final class Gunzip {
  private Gunzip() {}

  /**
   * Told by the first two bytes, not by the file's name: browsers and unpackers rename.
   *
   * @param in bytes, gzipped or not
   * @return the bytes, not gzipped; closing it closes {@code in}
   * @throws IOException if they can't be read, or start like gzip and then aren't
   */
  static InputStream open(InputStream in) throws IOException {
    var buffered = new BufferedInputStream(in, 1 << 16);
    buffered.mark(2);
    boolean gzipped = buffered.read() == 0x1f && buffered.read() == 0x8b;
    buffered.reset();
    return gzipped ? new GZIPInputStream(buffered, 1 << 16) : buffered;
  }
}
