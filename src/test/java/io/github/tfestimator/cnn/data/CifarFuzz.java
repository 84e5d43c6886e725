package io.github.tfestimator.cnn.data;

import io.github.tfestimator.fuzz.Bounded;
import io.github.tfestimator.fuzz.ScratchFolder;
import io.github.tfestimator.input.DataException;
import java.util.Arrays;
import java.util.Optional;

/** CIFAR's binary files, of any length and of whole records. */
public final class CifarFuzz {
  private static final ScratchFolder TEN = new ScratchFolder();
  private static final ScratchFolder HUNDRED = new ScratchFolder();
  private static final int PLANE = 1024;

  private CifarFuzz() {}

  /** Reads an input as training and test set of both versions. */
  public static void fuzzerTestOneInput(byte[] input) {
    requireRead(TEN, "data_batch_1.bin", "test_batch.bin", input, 1);
    requireRead(TEN, "data_batch_1.bin", "test_batch.bin", whole(input, 3073), 1);
    requireRead(HUNDRED, "train.bin", "test.bin", whole(input, 3074), 2);
  }

  private static byte[] whole(byte[] input, int record) {
    return Arrays.copyOf(input, Math.max(1, (input.length + record - 1) / record) * record);
  }

  private static void requireRead(
      ScratchFolder folder, String train, String test, byte[] content, int labelBytes) {
    folder.write(train, content);
    folder.write(test, content);
    Bounded.read(
            content,
            DataException.class,
            () -> Cifar.in(folder.path()).orElseThrow().read(folder.path(), Optional.empty()))
        .ifPresent(data -> requireSame(data.test(), content, labelBytes));
  }

  private static void requireSame(LabeledImages images, byte[] content, int labelBytes) {
    int record = labelBytes + 3 * PLANE;
    Bounded.require(images.size() * record == content.length, "Another number of images");
    for (int i = 0; i < images.size(); i++) {
      int start = i * record + labelBytes;
      Bounded.require(images.labels()[i] == content[start - 1], "Another label");
      for (int pixel = 0; pixel < PLANE; pixel++) {
        for (int color = 0; color < 3; color++) {
          int actual = images.images().pixel(i, 3 * pixel + color);
          Bounded.require(
              actual == (content[start + color * PLANE + pixel] & 0xff), "Another pixel");
        }
      }
    }
  }
}
