package io.github.tfestimator.cnn.data;

import io.github.tfestimator.input.DataException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Locale;

/**
 * The numbers of an array in a file, read as whole numbers. Memory grows with what is there, so
 * that a header that promises too much costs nothing.
 *
 * @param file what to call the file in errors
 * @param in gives the numbers, one after the other, and then ends
 * @param type their type
 * @param order the order of a number's bytes
 */
record NumberStream(String file, InputStream in, NumberType type, ByteOrder order) {
  private static final int CHUNK = 1 << 16;

  /**
   * Reads pixels.
   *
   * @param count how many
   * @param perImage how many of them make an image, for errors
   * @throws DataException if there are fewer or more, or one is no whole number from 0 to 255
   */
  byte[] pixels(int count, int perImage) throws IOException {
    byte[] pixels =
        type == NumberType.UINT8 ? in.readNBytes(count) : convertedPixels(count, perImage);
    requireAll(pixels.length * (long) type.size(), count);
    return pixels;
  }

  /**
   * Reads labels.
   *
   * @param count how many
   * @throws DataException if there are fewer or more, or one is no whole number from 0 to 65,535
   */
  int[] labels(int count) throws IOException {
    return labels(count, 1);
  }

  /**
   * Reads labels that are the first of several numbers each.
   *
   * @param count how many numbers
   * @param columns how many for each label, of which it is the first
   * @throws DataException if there are fewer or more, or a label is no whole number from 0 to
   *     65,535
   */
  int[] labels(int count, int columns) throws IOException {
    int[] labels = new int[0];
    int read = 0;
    for (ByteBuffer chunk = next(count); chunk.hasRemaining(); chunk = next(count - read)) {
      int actual = (read + chunk.remaining() / type.size() + columns - 1) / columns;
      labels =
          actual > labels.length
              ? Arrays.copyOf(labels, Math.max(2 * labels.length, actual))
              : labels;
      for (; chunk.hasRemaining(); read++) {
        double number = type.read(chunk);
        if (read % columns == 0) {
          int label = read / columns;
          labels[label] = whole(number, ClassNames.MAX_CLASSES - 1, "label", "labels", label);
        }
      }
    }
    requireAll(read * (long) type.size(), count);
    return Arrays.copyOf(labels, count / columns);
  }

  private byte[] convertedPixels(int count, int perImage) throws IOException {
    var pixels = new ByteArrayOutputStream();
    for (ByteBuffer chunk = next(count);
        chunk.hasRemaining();
        chunk = next(count - pixels.size())) {
      while (chunk.hasRemaining()) {
        double pixel = type.read(chunk);
        pixels.write(whole(pixel, 255, "pixel", "pixels", pixels.size() / perImage));
      }
    }
    return pixels.toByteArray();
  }

  /** Returns some of the next numbers; none at the end. */
  private ByteBuffer next(int left) throws IOException {
    byte[] bytes = in.readNBytes(Math.min(left, CHUNK) * type.size());
    int whole = bytes.length / type.size() * type.size();
    return ByteBuffer.wrap(bytes, 0, whole).order(order);
  }

  private int whole(double value, int largest, String what, String all, int example) {
    if (value >= 0 && value <= largest && value == Math.rint(value)) {
      return (int) value;
    }
    String actual =
        value == Math.rint(value) && Math.abs(value) < 1e15
            ? String.format(Locale.ROOT, "%.0f", value)
            : Double.toString(value);
    throw new DataException(
        "%s: %s %s at example %d, of type %s; %s must be whole numbers from 0 to %d: convert them"
            .formatted(file, what, actual, example, type.text(), all, largest));
  }

  private void requireAll(long actual, int count) throws IOException {
    long promised = count * (long) type.size();
    if (actual < promised) {
      throw new DataException(
          ("%s is truncated: %d bytes after the header, but its header promises %d; "
                  + "copy or download it again")
              .formatted(file, actual, promised));
    }
    if (in.read() >= 0) {
      throw new DataException(
          "%s goes on after the %d bytes that its header promises; copy or download it again"
              .formatted(file, promised));
    }
  }
}
