package io.github.tfestimator.input;

import static io.github.tfestimator.input.ExampleFiles.floats;
import static io.github.tfestimator.input.ExampleFiles.ints;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Writes 10,000 examples a hundred times and reads an epoch of the million, shuffled. */
final class LargeTfRecordProcess {
  private static final int NUMBERS = 10_000;
  private static final int TIMES = 100;
  private static final int BATCH = 1000;

  private LargeTfRecordProcess() {}

  public static void main(String[] args) throws IOException {
    Path file = Path.of(args[0]).resolve("file");
    write(file);
    long start = System.nanoTime();
    InputFn input =
        TfRecordInput.of(
                List.of(file), Map.of("number", TensorSpec.int32(), "x", TensorSpec.float32(5)))
            .shuffledBatches(BATCH, 1, 1);
    long opened = System.nanoTime();
    int[] counts = new int[NUMBERS];
    Batch last = null;
    try (var batches = input.from(0)) {
      while (batches.hasNext()) {
        last = batches.next();
        ExampleFiles.numbers(last).forEach(number -> counts[number]++);
      }
    }
    long read = System.nanoTime();
    System.out.println("all came: " + Arrays.stream(counts).allMatch(count -> count == TIMES));
    Batch again = input.from(NUMBERS * TIMES / BATCH - 1).next();
    System.out.println(
        "the last came again: " + ExampleFiles.numbers(again).equals(ExampleFiles.numbers(last)));
    System.out.printf(
        "%d MiB, ms to open %d, to read %d, to resume %d%n",
        Files.size(file) >> 20,
        (opened - start) / 1_000_000,
        (read - opened) / 1_000_000,
        (System.nanoTime() - read) / 1_000_000);
  }

  private static void write(Path file) throws IOException {
    ByteArrayOutputStream once = new ByteArrayOutputStream();
    for (int i = 0; i < NUMBERS; i++) {
      once.write(ExampleFiles.record(Map.of("number", ints(i), "x", floats(i, 1, 2, 3, 4))));
    }
    try (OutputStream out = Files.newOutputStream(file)) {
      for (int i = 0; i < TIMES; i++) {
        once.writeTo(out);
      }
    }
  }
}
