package io.github.tfestimator.cnn.data;

import io.github.tfestimator.io.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Images with a label each. Immutable.
 *
 * @param images the images
 * @param labels the class of each image, from 0
 * @param classNames the names of all classes, of which some may have no image
 */
public record LabeledImages(Images images, int[] labels, List<String> classNames) {
  private static final int DIGITS = 10;
  private static final int INT_LABELS = 0xC01;
  private static final int COLOR_IMAGES = 0x804;

  /**
   * Pairs images with labels.
   *
   * @throws IllegalArgumentException if their numbers differ, a label has no name, or two classes
   *     have one name
   */
  public LabeledImages {
    if (images.size() != labels.length) {
      throw new IllegalArgumentException(
          "%d images but %d labels".formatted(images.size(), labels.length));
    }
    classNames = List.copyOf(classNames);
    ClassNames.check(classNames);
    for (int label : labels) {
      if (label < 0 || label >= classNames.size()) {
        throw new IllegalArgumentException(
            "label (%d) must be 0 to %d, as there are %d classes"
                .formatted(label, classNames.size() - 1, classNames.size()));
      }
    }
  }

  /**
   * Pairs images with labels of classes that are named by their numbers.
   *
   * @param images the images
   * @param labels the class of each image, from 0. There are ten classes, or more if a label needs
   *     them
   * @throws IllegalArgumentException if the numbers of images and labels differ
   */
  public LabeledImages(Images images, int[] labels) {
    this(images, labels, ClassNames.numbered(Math.max(DIGITS, classesOf(labels))));
  }

  /** Returns how many classes the labels need. */
  static int classesOf(int[] labels) {
    return Arrays.stream(labels).max().orElse(0) + 1;
  }

  /** {@return the number of images} */
  public int size() {
    return labels.length;
  }

  /** {@return the number of classes} */
  public int classes() {
    return classNames.size();
  }

  /**
   * Selects images and their labels by index.
   *
   * @param indices the images to select, in order, from 0
   * @return the selected images with their labels
   */
  public LabeledImages select(int[] indices) {
    return new LabeledImages(
        images.select(indices), Arrays.stream(indices).map(i -> labels[i]).toArray(), classNames);
  }

  /**
   * Returns the same images and labels with other names.
   *
   * @param names the names of all classes
   * @return the images with these names
   * @throws IllegalArgumentException if a label has no name
   */
  public LabeledImages named(List<String> names) {
    return new LabeledImages(images, labels, names);
  }

  /**
   * Numbers the classes as another data set does.
   *
   * @param names the names of its classes
   * @return the same images, each with the label that its class has there
   * @throws IllegalArgumentException if an image is of a class that isn't there
   */
  public LabeledImages numberedAs(List<String> names) {
    int[] numbers = classNames.stream().mapToInt(names::indexOf).toArray();
    int[] renumbered = Arrays.stream(labels).map(label -> numbers[label]).toArray();
    for (int i = 0; i < labels.length; i++) {
      if (renumbered[i] < 0) {
        throw new IllegalArgumentException(
            "class (\"%s\") must be one of %s".formatted(classNames.get(labels[i]), names));
      }
    }
    return new LabeledImages(images, renumbered, names);
  }

  /**
   * Hashes what the two raw IDX files with these examples would hold, one after the other, so that
   * {@code cat train-images-idx3-ubyte train-labels-idx1-ubyte | sha256sum} finds the same for
   * MNIST's own training set: the big-endian 32-bit numbers 2051, count, rows and columns, all
   * pixels, a byte each; then the numbers 2049 and count, and all labels, a byte each. Color images
   * are those of a file of four dimensions, whose number is 2052. Where a label needs more than a
   * byte, all are of 32 bits and their number is 3073. The order of the examples counts. In place
   * of pixels that are read on demand, the paths and sizes of the files count.
   *
   * @return the SHA-256, 64 hexadecimal digits
   */
  public String sha256() {
    MessageDigest digest = Sha256.digest();
    if (images.channels() == 1) {
      digest.update(numbers(IdxReader.IMAGES, size(), images.rows(), images.columns()));
    } else {
      digest.update(
          numbers(COLOR_IMAGES, size(), images.rows(), images.columns(), images.channels()));
    }
    for (int i = 0; i < size(); i++) {
      digest.update(
          images.isReadOnDemand()
              ? (images.identity(i) + "\n").getBytes(StandardCharsets.UTF_8)
              : images.image(i));
    }
    boolean fitBytes = classesOf(labels) <= 256;
    digest.update(numbers(fitBytes ? IdxReader.LABELS : INT_LABELS, size()));
    for (int label : labels) {
      digest.update(fitBytes ? new byte[] {(byte) label} : numbers(label));
    }
    return Sha256.hex(digest);
  }

  private static byte[] numbers(int... values) {
    ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES * values.length);
    bytes.asIntBuffer().put(values);
    return bytes.array();
  }

  /** {@return the same with rows and columns of the images exchanged} */
  LabeledImages transposed() {
    return new LabeledImages(images.transposed(), labels, classNames);
  }

  /**
   * Concatenates two sets of labeled images in memory.
   *
   * @param next images of the same size and classes
   * @return these images, followed by the others
   */
  LabeledImages then(LabeledImages next) {
    return new LabeledImages(
        images.then(next.images),
        IntStream.concat(Arrays.stream(labels), Arrays.stream(next.labels)).toArray(),
        classes() >= next.classes() ? classNames : next.classNames);
  }
}
