package io.github.tfestimator.estimator;

import io.github.tfestimator.benchmark.Benchmark;
import io.github.tfestimator.benchmark.Report;
import io.github.tfestimator.benchmark.Statistics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * The time of a training step and its bytes on the loopback interface, for one process with several
 * threads, and for clusters of processes that have a core each; by turns in one run, all processes
 * started anew for each turn. Beside them Python's {@code MultiWorkerMirroredStrategy}, if the
 * environment variable {@code PYTHON} names a Python that has TensorFlow.
 *
 * <p>On Linux, on an idle machine: {@code scripts/benchmark cluster [ROUNDS]}; only the two workers
 * of either language: {@code scripts/benchmark cluster-python [ROUNDS]}.
 */
public final class ClusterBenchmark {
  private static final int BATCH = 100;
  private static final String OURS = "2 workers, all-reduce";
  private static final String PYTHONS = "2 workers of Python, all-reduce";

  private ClusterBenchmark() {}

  /** Runs with the number of rounds, 5 if none is given. */
  public static void main(String[] args) throws IOException, InterruptedException {
    Benchmark.main(args, 5, 1, ClusterBenchmark::run);
  }

  private static boolean run(int rounds, Path folder) throws IOException, InterruptedException {
    List<ClusterSetup> setups = isOfPython() ? setupsOfPython() : setups();
    Map<ClusterSetup, List<ClusterSetup.Turn>> turns = new LinkedHashMap<>();
    setups.forEach(setup -> turns.put(setup, new ArrayList<>()));
    for (int round = 0; round < rounds; round++) {
      for (ClusterSetup setup : setups) {
        ClusterSetup.Turn turn = setup.run(Files.createTempDirectory(folder, "turn"));
        turns.get(setup).add(turn);
        System.err.printf(
            Locale.ROOT,
            "round %d of %d: %s: %.1f ms, %.0f images/s%n",
            round + 1,
            rounds,
            setup.label(),
            turn.seconds() * 1e3,
            turn.images());
      }
      // Each begins a round in turn.
      Collections.rotate(setups, 1);
    }
    print(rounds, turns);
    return true;
  }

  private static boolean isOfPython() {
    return Boolean.getBoolean("cluster.python");
  }

  private static List<ClusterSetup> setupsOfPython() {
    String python =
        Optional.ofNullable(System.getenv("PYTHON"))
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "PYTHON must be set to a Python that has TensorFlow 2.15"));
    return new ArrayList<>(
        List.of(
            ClusterSetup.cluster(OURS, 2, 0, BATCH),
            ClusterSetup.ofPython(PYTHONS, python, 2, BATCH)));
  }

  private static List<ClusterSetup> setups() {
    List<ClusterSetup> setups = new ArrayList<>();
    for (int threads : new int[] {1, 2, 4}) {
      setups.add(ClusterSetup.oneProcess(threads, threads * BATCH));
    }
    setups.add(ClusterSetup.cluster(OURS, 2, 0, BATCH));
    String python = System.getenv("PYTHON");
    if (python != null) {
      setups.add(ClusterSetup.ofPython(PYTHONS, python, 2, BATCH));
    }
    setups.add(ClusterSetup.cluster("4 workers, all-reduce", 4, 0, BATCH));
    for (int workers : new int[] {1, 2, 4}) {
      String label = workers + (workers == 1 ? " worker" : " workers") + " and a parameter server";
      setups.add(ClusterSetup.cluster(label, workers, 1, BATCH));
    }
    return setups;
  }

  private static void print(int rounds, Map<ClusterSetup, List<ClusterSetup.Turn>> turns) {
    var report = new Report();
    report.line(
        "medians of %d rounds of %d steps, %d images a worker, %d cores",
        rounds, ClusterStepProcess.STEPS, BATCH, Runtime.getRuntime().availableProcessors());
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("", "ms a step", "CPU ms of it", "images/s", "MB on the wire a step"));
    turns.forEach(
        (setup, measured) ->
            rows.add(
                List.of(
                    setup.label(),
                    format("%.1f", values(measured, turn -> turn.seconds() * 1e3)),
                    format("%.1f", values(measured, turn -> turn.cpuSeconds() * 1e3)),
                    format("%.0f", values(measured, ClusterSetup.Turn::images)),
                    format(
                        "%.1f", measured.stream().mapToDouble(t -> t.bytes() / 1e6).toArray()))));
    report.table(rows);
    System.out.println(report.text());
    printRatio(turns, "time", ClusterSetup.Turn::seconds);
    printRatio(turns, "CPU time", ClusterSetup.Turn::cpuSeconds);
  }

  private static void printRatio(
      Map<ClusterSetup, List<ClusterSetup.Turn>> turns,
      String what,
      ToDoubleFunction<ClusterSetup.Turn> value) {
    double[] ratios = values(turns, OURS, value);
    double[] pythons = values(turns, PYTHONS, value);
    if (pythons.length > 0) {
      Arrays.setAll(ratios, round -> ratios[round] / pythons[round]);
      System.out.printf(
          Locale.ROOT,
          "%s: %.3f of Python's %s (%s)%n",
          OURS,
          Statistics.median(ratios),
          what,
          Arrays.stream(ratios).mapToObj("%.3f"::formatted).collect(Collectors.joining(", ")));
    }
  }

  private static double[] values(
      Map<ClusterSetup, List<ClusterSetup.Turn>> turns,
      String label,
      ToDoubleFunction<ClusterSetup.Turn> value) {
    return turns.entrySet().stream()
        .filter(entry -> entry.getKey().label().equals(label))
        .findFirst()
        .map(entry -> values(entry.getValue(), value))
        .orElse(new double[0]);
  }

  private static double[] values(
      List<ClusterSetup.Turn> turns, ToDoubleFunction<ClusterSetup.Turn> value) {
    return turns.stream().mapToDouble(value).toArray();
  }

  private static String format(String format, double[] values) {
    return String.format(Locale.ROOT, format, Statistics.median(values));
  }
}
