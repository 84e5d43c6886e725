package io.github.tfestimator.parity;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Arrays that numpy saved with {@code savez}: a zip of .npy files, each with magic (6 bytes),
 * version (2), length of the header (2, little-endian), header, values in row-major order.
 */
final class Npz {
  private static final int HEADER_LENGTH = 8;

  private final Map<String, ByteBuffer> files = new LinkedHashMap<>();

  private Npz() {}

  /** A file of {@code src/test/resources/parity}. */
  static Npz resource(String name) {
    var npz = new Npz();
    try (var zip =
        new ZipFile(Path.of(Npz.class.getResource("/parity/" + name).toURI()).toFile())) {
      for (ZipEntry entry : zip.stream().toList()) {
        try (InputStream file = zip.getInputStream(entry)) {
          String key = entry.getName().replaceFirst("\\.npy$", "");
          npz.files.put(key, ByteBuffer.wrap(file.readAllBytes()).order(ByteOrder.LITTLE_ENDIAN));
        }
      }
      return npz;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  /** The names of all arrays that begin so, without the first part, in the order of the file. */
  List<String> keys(String prefix) {
    String first = prefix.substring(0, prefix.indexOf('/') + 1);
    return files.keySet().stream()
        .filter(key -> key.startsWith(prefix))
        .map(key -> key.substring(first.length()))
        .toList();
  }

  /** The values of a float32 or float64 array, flattened. */
  double[] get(String key) {
    ByteBuffer file = files.get(key);
    if (file == null) {
      throw new IllegalArgumentException(key + " is not among " + files.keySet());
    }
    int start = HEADER_LENGTH + Short.BYTES + file.getShort(HEADER_LENGTH);
    String header = StandardCharsets.US_ASCII.decode(file.slice(0, start)).toString();
    ByteBuffer values = file.slice(start, file.limit() - start).order(ByteOrder.LITTLE_ENDIAN);
    boolean isSingle = header.contains("'<f4'");
    double[] all = new double[values.remaining() / (isSingle ? Float.BYTES : Double.BYTES)];
    for (int i = 0; i < all.length; i++) {
      all[i] = isSingle ? values.getFloat() : values.getDouble();
    }
    return all;
  }
}
