package io.github.tfestimator.benchmark.growth;

import io.github.tfestimator.benchmark.Interleaver;
import io.github.tfestimator.benchmark.JavaCommand;
import io.github.tfestimator.benchmark.Report;
import io.github.tfestimator.benchmark.Results;
import io.github.tfestimator.benchmark.WorkerProcess;
import io.github.tfestimator.benchmark.Workspace;
import io.github.tfestimator.io.AtomicFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.ObjDoubleConsumer;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * The growth of time and memory with the steps of a training, the batch size, the number of images
 * and the filters of a convolution, each over a decade in five sizes. Each size is measured in a
 * process of its own, with the options of {@code scripts/cnn}, one after the other; a round
 * measures all, and medians are taken over the rounds. Memory is the most that a process ever held
 * (resident).
 *
 * <p>Filters grow in the one convolution or the other, each while the other keeps the tutorial's
 * number: a step's multiplications and additions then grow in a straight line. In both at once
 * those of the second convolution grow with the square, in any program.
 *
 * <p>Prints tables and verdicts, and draws an image. Fails, with exit code 1, if a cost grows
 * {@linkplain Verdict worse than linear}.
 */
@Command(
    name = "scripts/benchmark growth",
    description = {
      "Measures how time and memory grow with steps, batch size, images and filters.",
      "On an idle machine, Linux only."
    },
    sortOptions = false)
public final class GrowthBenchmark implements Callable<Integer> {
  private static final String PEAK_MEMORY = "peak memory";

  @Spec private CommandSpec spec;

  @Parameters(
      arity = "0..1",
      paramLabel = "ROUNDS",
      defaultValue = "5",
      description = "how often everything is measured; default ${DEFAULT-VALUE}")
  private int rounds;

  @Option(
      names = "--plot",
      paramLabel = "FILE",
      defaultValue = "src/benchmark/growth.png",
      description = "where to draw; default ${DEFAULT-VALUE}")
  private Path plot;

  @Option(names = "--help", usageHelp = true, description = "this help")
  private boolean help;

  private GrowthBenchmark() {}

  /** Exits with 0 if all is linear or better, with 1 if not, with 2 at wrong usage. */
  public static void main(String[] args) {
    System.exit(new CommandLine(new GrowthBenchmark()).execute(args));
  }

  @Override
  public Integer call() throws IOException {
    require(rounds >= 1, "ROUNDS (%d) must be 1 or more".formatted(rounds));
    Path folder = plot.toAbsolutePath().getParent();
    require(
        folder != null && Files.isDirectory(folder),
        "--plot (%s) must be a file in an existing folder".formatted(plot));
    try (var workspace = Workspace.open()) {
      List<Size> sizes =
          Arrays.stream(Axis.values())
              .flatMap(axis -> axis.sizes.stream().map(size -> new Size(axis, size)))
              .toList();
      Interleaver.Turn<Size, String> turn = (size, values) -> measure(workspace, size, values);
      return report(
              new Interleaver<Size, String>(sizes)
                  .run(
                      rounds,
                      List.of(turn),
                      round -> System.err.printf("round %d of %d%n", round, rounds)))
          ? 0
          : 1;
    }
  }

  private void require(boolean holds, String message) {
    if (!holds) {
      throw new ParameterException(spec.commandLine(), message);
    }
  }

  private static void measure(Workspace workspace, Size size, ObjDoubleConsumer<String> values) {
    String label = size.axis.unit + " " + size.number;
    Path folder = workspace.folder().resolve("work");
    try (var worker =
        WorkerProcess.start(workspace, label, JavaCommand.likeThis(GrowthWorker.class))) {
      double[] seconds = worker.send(size.axis.name(), size.number, folder).values();
      double peakMib = worker.peakMib();
      for (int i = 0; i < seconds.length; i++) {
        values.accept(size.axis.parts.get(i), seconds[i]);
      }
      values.accept(PEAK_MEMORY, peakMib);
      System.err.printf("%s: %s s, %.0f MiB%n", label, Arrays.toString(seconds), peakMib);
      AtomicFiles.deleteTree(folder);
    } catch (IOException e) {
      throw new UncheckedIOException("%s can't be deleted: %s".formatted(folder, e), e);
    }
  }

  private boolean report(Results<Size, String> results) throws IOException {
    var report = new Report();
    var image = new Plot();
    boolean isFine = true;
    for (Axis axis : Axis.values()) {
      List<Curve> curves = new ArrayList<>();
      for (String part : axis.parts) {
        curves.add(curve(results, axis, part, Curve.Kind.TIME));
      }
      curves.add(curve(results, axis, PEAK_MEMORY, Curve.Kind.MEMORY));
      report.line("%s", axis.title);
      report.table(table(axis, curves));
      for (Curve curve : curves) {
        var verdict = new Verdict(curve);
        report.line("%s", verdict);
        isFine &= !verdict.isWorseThanLinear();
      }
      report.line("");
      image.add(axis, curves);
    }
    System.out.print(report.text());
    image.write(plot);
    System.out.println("Drawn: " + plot);
    return isFine;
  }

  private static Curve curve(
      Results<Size, String> results, Axis axis, String part, Curve.Kind kind) {
    List<double[]> costs =
        axis.sizes.stream().map(size -> results.values(part, new Size(axis, size))).toList();
    return new Curve(part, kind, axis.sizes, costs);
  }

  private static List<List<String>> table(Axis axis, List<Curve> curves) {
    List<List<String>> rows = new ArrayList<>();
    List<String> headings = new ArrayList<>(List.of(axis.unit));
    for (Curve curve : curves) {
      headings.add("%s, %s".formatted(curve.name(), curve.unit().label()));
      headings.add(curve.kind() == Curve.Kind.TIME ? "for each" : "above the first");
    }
    rows.add(headings);
    for (int i = 0; i < axis.sizes.size(); i++) {
      List<String> row = new ArrayList<>(List.of("%,d".formatted(axis.sizes.get(i))));
      for (Curve curve : curves) {
        row.add(curve.unit().format(curve.costs()[i]));
        row.add(curve.comparison(i));
      }
      rows.add(row);
    }
    return rows;
  }

  private record Size(Axis axis, int number) {}
}
