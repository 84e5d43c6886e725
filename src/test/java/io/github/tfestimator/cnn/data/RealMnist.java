package io.github.tfestimator.cnn.data;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The real MNIST, for tests that can't do without it, and the hashes that it is compared by. */
public final class RealMnist {
  private static DataSplit official;

  private RealMnist() {}

  static Path folder() {
    String folder = System.getenv("MNIST_DIR");
    assumeTrue(folder != null, "needs the real MNIST: set MNIST_DIR to the folder of its files");
    return Path.of(folder);
  }

  public static synchronized DataSplit official() {
    Path folder = folder();
    if (official == null) {
      official = Mnist.read(folder);
    }
    return official;
  }

  /** The tutorial's split. */
  public static DataSplit split() {
    return TrainTestSplit.split(Mnist.original(official()), 0.2, 42);
  }

  static String sha256(byte[] bytes) {
    return HexFormat.of().formatHex(digest().digest(bytes));
  }

  static byte[] asBytes(int[] labels) {
    byte[] bytes = new byte[labels.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) labels[i];
    }
    return bytes;
  }

  /** Of the scaled pixels of all images, as little-endian floats. */
  static String sha256(Images images, MinMaxScaler scaler) {
    MessageDigest digest = digest();
    float[] row = new float[images.width()];
    ByteBuffer bytes = ByteBuffer.allocate(4 * row.length).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < images.size(); i++) {
      scaler.transform(images, i, row, 0);
      bytes.asFloatBuffer().put(row);
      digest.update(bytes.array());
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
