package io.github.tfestimator.cnn.data;

import io.github.tfestimator.io.Sha256;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Images with a label each. Immutable.
 *
 * @param images the images
 * @param labels the class of each image, from 0
 */
public record LabeledImages(Images images, int[] labels) {

  /**
   * Pairs images with labels.
   *
   * @throws IllegalArgumentException if their numbers differ
   */
  public LabeledImages {
    if (images.size() != labels.length) {
      throw new IllegalArgumentException(
          "%d images but %d labels".formatted(images.size(), labels.length));
    }
  }

  /** {@return the number of images} */
  public int size() {
    return labels.length;
  }

  /**
   * Selects images and their labels by index.
   *
   * @param indices the images to select, in order, from 0
   * @return the selected images with their labels
   */
  public LabeledImages select(int[] indices) {
    return new LabeledImages(
        images.select(indices), Arrays.stream(indices).map(i -> labels[i]).toArray());
  }

  /**
   * Hashes what the two raw IDX files with these examples would hold, one after the other, so that
   * {@code cat train-images-idx3-ubyte train-labels-idx1-ubyte | sha256sum} finds the same for
   * MNIST's own training set: the big-endian 32-bit numbers 2051, count, rows and columns, all
   * pixels, a byte each; then the numbers 2049 and count, and all labels, a byte each. The order of
   * the examples counts.
   *
   * @return the SHA-256, 64 hexadecimal digits
   * @throws IllegalStateException if a label doesn't fit into a byte
   */
  public String sha256() {
    MessageDigest digest = Sha256.digest();
    digest.update(numbers(IdxReader.IMAGES, size(), images.rows(), images.columns()));
    for (int i = 0; i < size(); i++) {
      digest.update(images.image(i));
    }
    digest.update(numbers(IdxReader.LABELS, size()));
    for (int label : labels) {
      if (label < 0 || label > 255) {
        throw new IllegalStateException("label (" + label + ") must be 0 to 255 to be hashed");
      }
      digest.update((byte) label);
    }
    return Sha256.hex(digest);
  }

  private static byte[] numbers(int... values) {
    ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES * values.length);
    bytes.asIntBuffer().put(values);
    return bytes.array();
  }

  /**
   * Concatenates two sets of labeled images.
   *
   * @param others images of the same size
   * @return these images, followed by the others
   */
  LabeledImages then(LabeledImages others) {
    return new LabeledImages(
        images.then(others.images),
        IntStream.concat(Arrays.stream(labels), Arrays.stream(others.labels)).toArray());
  }
}
