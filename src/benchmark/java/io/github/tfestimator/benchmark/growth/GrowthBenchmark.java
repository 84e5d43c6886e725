package io.github.tfestimator.benchmark.growth;

import io.github.tfestimator.files.WholeFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** TODO. */
public final class GrowthBenchmark {
  private GrowthBenchmark() {}

  public static void main(String[] args) throws IOException {
    int rounds = Integer.parseInt(args[0]);
    for (int round = 0; round < rounds; round++) {
      for (Axis axis : Axis.values()) {
        for (int size : axis.sizes) {
          Path folder = Files.createTempDirectory("growth");
          long start = System.nanoTime();
          System.out.println(
              axis
                  + " "
                  + size
                  + " "
                  + Worker.run(axis, size, folder)
                  + " all "
                  + (System.nanoTime() - start) / 1e9);
          WholeFiles.deleteTree(folder);
        }
      }
    }
  }
}
