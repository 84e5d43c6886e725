package io.github.tfestimator.cnn.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.tensorflow.exceptions.TFInvalidArgumentException;

/** Hands image files to an exported model and tells the errors and the peak of memory. */
final class DecodingProcess {
  private DecodingProcess() {}

  public static void main(String[] args) throws IOException {
    try (var graph = DecodingGraph.load(Path.of(args[0]))) {
      for (String file : Arrays.copyOfRange(args, 1, args.length)) {
        try {
          graph.pixels(Files.readAllBytes(Path.of(file)), Ink.LIGHT_ON_DARK);
          System.out.println("decoded");
        } catch (TFInvalidArgumentException e) {
          System.out.println(e.getMessage());
        }
      }
    }
    Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("VmHWM:"))
        .forEach(System.out::println);
  }
}
