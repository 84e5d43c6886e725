package io.github.tfestimator.cnn.data;

import io.github.tfestimator.fuzz.Bounded;
import io.github.tfestimator.fuzz.ScratchFolder;
import io.github.tfestimator.input.DataException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** IDX files of images and labels, raw and gzipped, against a reader of single numbers. */
public final class IdxFuzz {
  private static final ScratchFolder FOLDER = new ScratchFolder();

  private IdxFuzz() {}

  /** Reads an input as a file, and once more gzipped. */
  public static void fuzzerTestOneInput(byte[] input) throws IOException {
    boolean isGzip = input.length > 1 && input[0] == 0x1f && input[1] == (byte) 0x8b;
    Optional<Images> images = images(input);
    Optional<int[]> labels = labels(input);
    if (images.isPresent() || labels.isPresent()) {
      byte[] raw =
          isGzip ? new GZIPInputStream(new ByteArrayInputStream(input)).readAllBytes() : input;
      int[] numbers = numbers(raw);
      images.ifPresent(
          read -> {
            Bounded.require(shape(read).equals(shape(raw)), "Images of another shape");
            byte[] pixels = read.pixels();
            Bounded.require(pixels.length == numbers.length, "Other pixels");
            for (int i = 0; i < pixels.length; i++) {
              Bounded.require((pixels[i] & 0xff) == numbers[i], "Another pixel");
            }
          });
      labels.ifPresent(
          read -> {
            int columns = numbers.length / Math.max(1, read.length);
            Bounded.require(read.length == shape(raw).get(0), "Another number of labels");
            for (int i = 0; i < read.length; i++) {
              Bounded.require(read[i] == numbers[i * columns], "Another label");
            }
          });
    }
    if (!isGzip) {
      byte[] packed = gzip(input);
      boolean same =
          images(packed)
                  .map(Images::pixels)
                  .map(Arrays::hashCode)
                  .equals(images.map(Images::pixels).map(Arrays::hashCode))
              && labels(packed).map(Arrays::hashCode).equals(labels.map(Arrays::hashCode));
      Bounded.require(same, "Gzipped it is read otherwise");
    }
  }

  private static Optional<Images> images(byte[] input) {
    Path file = FOLDER.write("images", input);
    return Bounded.read(input, DataException.class, () -> IdxReader.images(file));
  }

  private static Optional<int[]> labels(byte[] input) {
    Path file = FOLDER.write("labels", input);
    return Bounded.read(input, DataException.class, () -> IdxReader.labels(file));
  }

  private static List<Integer> shape(Images images) {
    return List.of(images.size(), images.rows(), images.columns(), images.channels());
  }

  /** Returns the dimensions, and 1 channel where there are three. */
  private static List<Integer> shape(byte[] idx) {
    ByteBuffer header = ByteBuffer.wrap(idx);
    List<Integer> dimensions = new ArrayList<>();
    for (int left = header.getInt() & 0xff; left > 0; left--) {
      dimensions.add(header.getInt());
    }
    if (dimensions.size() == 3) {
      dimensions.add(1);
    }
    return dimensions;
  }

  private static byte[] gzip(byte[] input) throws IOException {
    var packed = new ByteArrayOutputStream();
    try (var out = new GZIPOutputStream(packed)) {
      out.write(input);
    }
    return packed.toByteArray();
  }

  private static int[] numbers(byte[] idx) throws IOException {
    var in = new DataInputStream(new ByteArrayInputStream(idx));
    int magic = in.readInt();
    long count = 1;
    for (int i = 0; i < (magic & 0xff); i++) {
      count *= in.readInt();
    }
    int[] numbers = new int[Math.toIntExact(count)];
    for (int i = 0; i < numbers.length; i++) {
      double number =
          switch (magic >> 8) {
            case 8 -> in.readUnsignedByte();
            case 9 -> in.readByte();
            case 11 -> in.readShort();
            case 12 -> in.readInt();
            case 13 -> in.readFloat();
            case 14 -> in.readDouble();
            default -> throw new AssertionError("The magic number " + magic + " was read");
          };
      numbers[i] = (int) number;
      // Of QMNIST's eight numbers for a label the others aren't looked at.
      Bounded.require(
          numbers[i] == number || (magic & 0xff) == 2 && i % 8 > 0, "A fraction was read");
    }
    Bounded.require(in.read() < 0, "More was there");
    return numbers;
  }
}
