package io.github.tfestimator.benchmark.growth;

import io.github.tfestimator.io.AtomicFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * How time and memory grow with the steps of a training, the batch size, the number of pictures and
 * the filters of a convolution, each over a decade in five sizes. Each size is measured in a
 * process of its own, with the options of {@code scripts/cnn}, one after the other; a round
 * measures all, and medians are taken over the rounds. Memory is the most that a process ever held
 * (resident).
 *
 * <p>Filters grow in the one convolution or the other, each while the other keeps the tutorial's
 * number: a step's multiplications and additions then grow in a straight line. In both at once
 * those of the second convolution grow with the square, in any program.
 *
 * <p>Prints a table and verdicts, and draws a picture. Fails, with exit code 1, if a cost grows
 * {@linkplain Verdict worse than linear}.
 *
 * <p>On an idle machine, Linux: {@code scripts/benchmark growth [ROUNDS] [--plot FILE]}.
 */
public final class GrowthBenchmark {
  private GrowthBenchmark() {}

  /**
   * @param args the number of rounds, 5 if none is given; {@code --plot} and where to draw
   * @throws IOException if the temporary folder or the picture can't be written
   */
  public static void main(String[] args) throws IOException {
    try {
      run(Options.parse(args));
    } catch (IllegalArgumentException e) {
      System.err.println("benchmark: " + e.getMessage());
      System.exit(2);
    }
  }

  private static void run(Options options) throws IOException {
    var measurements = new Measurements();
    for (int round = 1; round <= options.rounds(); round++) {
      for (Axis axis : Axis.values()) {
        for (int size : axis.sizes) {
          Sample sample = measure(axis, size);
          measurements.add(axis, size, sample);
          System.err.printf("round %d, %s %d: %s%n", round, axis.unit, size, sample);
        }
      }
    }
    boolean isFine = print(measurements);
    draw(measurements, options.plot());
    if (!isFine) {
      System.exit(1);
    }
  }

  private static Sample measure(Axis axis, int size) throws IOException {
    Path folder = Files.createTempDirectory("growth");
    try {
      return Worker.run(axis, size, folder);
    } finally {
      AtomicFiles.deleteTree(folder);
    }
  }

  private static boolean print(Measurements measurements) {
    boolean isFine = true;
    for (Axis axis : Axis.values()) {
      List<Curve> curves = measurements.curves(axis);
      System.out.println(axis.title);
      System.out.println(new Table(axis, curves));
      for (Curve curve : curves) {
        var verdict = new Verdict(curve);
        System.out.println(verdict);
        isFine &= !verdict.isWorseThanLinear();
      }
      System.out.println();
    }
    return isFine;
  }

  private static void draw(Measurements measurements, Path file) throws IOException {
    var plot = new Plot();
    for (Axis axis : Axis.values()) {
      plot.add(axis, measurements.curves(axis));
    }
    plot.write(file);
    System.out.println("Drawn: " + file);
  }
}
