package io.github.tfestimator.cnn.data;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Writes .npz files as {@code numpy.savez} does. */
public final class NpzFiles {
  private NpzFiles() {}

  /** Writes arrays by name. */
  public static Path write(Path file, Map<String, byte[]> arrays) throws IOException {
    try (OutputStream out = Files.newOutputStream(file);
        var zip = new ZipOutputStream(out)) {
      for (Map.Entry<String, byte[]> array : arrays.entrySet()) {
        zip.putNextEntry(new ZipEntry(array.getKey() + ".npy"));
        zip.write(array.getValue());
        zip.closeEntry();
      }
    }
    return file;
  }

  /** An array in NumPy's format 1.0. */
  public static byte[] npy(String descr, String shape, byte[] content) {
    return npy(descr, "False", shape, content);
  }

  static byte[] npy(String descr, String fortran, String shape, byte[] content) {
    String header =
        "{'descr': '%s', 'fortran_order': %s, 'shape': %s, }".formatted(descr, fortran, shape);
    String padded = header + " ".repeat(63 - (header.length() + 10) % 64) + "\n";
    return ByteBuffer.allocate(10 + padded.length() + content.length)
        .put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0})
        .put((byte) padded.length())
        .put((byte) (padded.length() >> 8))
        .put(padded.getBytes(StandardCharsets.US_ASCII))
        .put(content)
        .array();
  }
}
