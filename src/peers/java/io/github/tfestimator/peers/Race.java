package io.github.tfestimator.peers;

import io.github.tfestimator.benchmark.WorkerProcess;
import io.github.tfestimator.benchmark.Workspace;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** A race by turns: a process at a time, each seed beginning with another contestant. */
final class Race {
  private static final int PRODUCTS = 2;
  private static final int WARM_UP_STEPS = 1;

  private final Workspace workspace;
  private final String data;
  private final int maxSteps;
  private final PrintStream progress;
  private final Map<Contestant, List<RaceResult>> results = new EnumMap<>(Contestant.class);
  private final List<Double> products = new ArrayList<>();
  private final List<Double> loads = new ArrayList<>();

  Race(Workspace workspace, String data, int maxSteps, PrintStream progress) {
    this.workspace = workspace;
    this.data = data;
    this.maxSteps = maxSteps;
    this.progress = progress;
  }

  /**
   * Lets all contestants train with the seeds from 1 on.
   *
   * @return the report
   */
  RaceReport run(Collection<Contestant> contestants, int seeds) {
    List<Contestant> order = new ArrayList<>(contestants);
    for (Contestant contestant : order) {
      results.put(contestant, new ArrayList<>());
      // Libraries unpack their natives at the first start, and scripts/cnn builds itself.
      run(contestant, 0, WARM_UP_STEPS);
    }
    for (int seed = 1; seed <= seeds; seed++) {
      products.add(matrixProduct());
      for (Contestant contestant : order) {
        loads.add(ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
        RaceResult result = run(contestant, seed, maxSteps);
        results.get(contestant).add(result);
        progress.printf(
            "seed %d, %s: %.4f in %.1f s%n",
            seed, contestant.label(), result.accuracy(), result.seconds());
      }
      Collections.rotate(order, 1);
    }
    return new RaceReport(Machine.here(), results, products, loads, maxSteps);
  }

  private RaceResult run(Contestant contestant, int seed, int steps) {
    Path folder = workspace.folder();
    Path log = folder.resolve("race.log");
    var entry = new RaceEntry(data, seed, steps, folder.resolve(contestant.name() + "-" + seed));
    ProcessBuilder command = contestant.command(entry).redirectError(log.toFile());
    long start = System.nanoTime();
    Process process = workspace.start(command);
    try (var output = process.getInputStream()) {
      String printed = new String(output.readAllBytes(), StandardCharsets.UTF_8);
      int code = process.onExit().join().exitValue();
      double seconds = (System.nanoTime() - start) / 1e9;
      workspace.ended(process);
      if (code != 0) {
        throw new IllegalArgumentException("ended with exit code " + code);
      }
      return RaceResult.of(printed, seconds);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (IllegalArgumentException e) {
      throw new IllegalStateException(
          "%s %s.%nIts log:%n%s"
              .formatted(contestant.label(), e.getMessage(), WorkerProcess.lastLines(log)),
          e);
    }
  }

  private double matrixProduct() {
    try (var process = FrameworkProcess.start(workspace, FrameworkName.OURS)) {
      return process.worker().number("multiply", PRODUCTS);
    }
  }
}
