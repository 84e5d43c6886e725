package io.github.tfestimator.cnn.cli;

import io.github.tfestimator.cnn.data.Digits;
import io.github.tfestimator.cnn.data.LabeledImages;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;

/** Data sets, image files and snapshots of folders for tests. */
final class TestFiles {
  static final String TRAIN_IMAGES = "train-images-idx3-ubyte";
  static final String TRAIN_LABELS = "train-labels-idx1-ubyte";
  static final String TEST_IMAGES = "t10k-images-idx3-ubyte";
  static final String TEST_LABELS = "t10k-labels-idx1-ubyte";

  private TestFiles() {}

  /** Writes drawn digits as MNIST's four files. */
  static Path writeIdx(Path folder, int train, int test) throws IOException {
    Files.createDirectories(folder);
    LabeledImages all = Digits.draw(train + test, 7);
    write(folder, TRAIN_IMAGES, TRAIN_LABELS, all.select(IntStream.range(0, train).toArray()));
    write(folder, TEST_IMAGES, TEST_LABELS, testSet(train, test));
    return folder;
  }

  /** The test set that {@link #writeIdx} writes. */
  static LabeledImages testSet(int train, int test) {
    return Digits.draw(train + test, 7).select(IntStream.range(train, train + test).toArray());
  }

  private static void write(Path folder, String images, String labels, LabeledImages examples)
      throws IOException {
    int size = examples.size();
    byte[] classes = new byte[size];
    for (int i = 0; i < size; i++) {
      classes[i] = (byte) examples.labels()[i];
    }
    Files.write(folder.resolve(images), idx(examples.images().pixels(), 2051, size, 28, 28));
    Files.write(folder.resolve(labels), idx(classes, 2049, size));
  }

  static byte[] idx(byte[] content, int... header) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * header.length + content.length);
    Arrays.stream(header).forEach(bytes::putInt);
    return bytes.put(content).array();
  }

  /** Writes 28x28 pixels as they are. */
  static Path writePng(Path file, byte[] pixels) throws IOException {
    var image = new BufferedImage(28, 28, BufferedImage.TYPE_BYTE_GRAY);
    image.getRaster().setDataElements(0, 0, 28, 28, pixels);
    ImageIO.write(image, "png", file.toFile());
    return file;
  }

  /** All that is in a folder: each file's SHA-256, and folders, by path. */
  static SortedMap<String, String> snapshot(Path folder) throws IOException {
    SortedMap<String, String> contents = new TreeMap<>();
    try (Stream<Path> tree = Files.walk(folder)) {
      tree.forEach(path -> contents.put(folder.relativize(path).toString(), content(path)));
    }
    return contents;
  }

  private static String content(Path path) {
    try {
      return Files.isDirectory(path) ? "a folder" : sha256(Files.readAllBytes(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Copies a folder with all that is in it. */
  static Path copyTree(Path from, Path to) throws IOException {
    try (Stream<Path> tree = Files.walk(from)) {
      for (Path path : tree.toList()) {
        Files.copy(path, to.resolve(from.relativize(path).toString()));
      }
    }
    return to;
  }

  static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
