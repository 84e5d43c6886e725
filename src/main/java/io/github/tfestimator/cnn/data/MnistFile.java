package io.github.tfestimator.cnn.data;

import io.github.tfestimator.io.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The four files of MNIST. Known by their content: mirrors gzip the same bytes in their own ways.
 */
enum MnistFile {
  TRAIN_IMAGES(
      "train-images-idx3-ubyte",
      16 + 60_000 * 784,
      "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db"),
  TRAIN_LABELS(
      "train-labels-idx1-ubyte",
      8 + 60_000,
      "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5"),
  TEST_IMAGES(
      "t10k-images-idx3-ubyte",
      16 + 10_000 * 784,
      "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7"),
  TEST_LABELS(
      "t10k-labels-idx1-ubyte",
      8 + 10_000,
      "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2");

  private final String idxName;
  private final int length;
  private final String sha256;

  MnistFile(String idxName, int length, String sha256) {
    this.idxName = idxName;
    this.length = length;
    this.sha256 = sha256;
  }

  static String names() {
    return Arrays.stream(values()).map(MnistFile::idxName).collect(Collectors.joining(", "));
  }

  /** The name of the unpacked file. */
  String idxName() {
    return idxName;
  }

  /** The name of the packed file. */
  String gzipName() {
    return idxName + ".gz";
  }

  /**
   * Tells whether a file may be this one by its name, raw or gzipped. Some tools put a dot before
   * {@code idx}, or write capitals.
   */
  boolean mayBeNamed(String name) {
    String plain = name.toLowerCase(Locale.ROOT).replaceAll("\\.gz$", "").replace(".idx", "-idx");
    return plain.equals(idxName);
  }

  /**
   * Tells whether these are this file's bytes. Reads no further than the file is long, so that a
   * small gzip file that unpacks to an endless one does no harm.
   *
   * @param in bytes, gzipped or not
   * @return whether they unpack to the published bytes
   * @throws IOException if they can't be read or unpacked
   */
  boolean matches(InputStream in) throws IOException {
    MessageDigest digest = Sha256.digest();
    InputStream content = Gunzip.open(in);
    byte[] buffer = new byte[1 << 16];
    int total = 0;
    for (int n = content.read(buffer); n >= 0 && total <= length; n = content.read(buffer)) {
      digest.update(buffer, 0, n);
      total += n;
    }
    return Sha256.hex(digest).equals(sha256);
  }
}
